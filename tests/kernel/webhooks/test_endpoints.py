"""Endpoints over REST: whose they are, what they may be, and that others' aren't there."""

import socket

import pytest
from standardwebhooks import Webhook

from nexus.kernel.events.models import Event
from nexus.kernel.outbound import resolving
from nexus.kernel.outbound.resolving import Place
from nexus.kernel.webhooks.models import Delivery, Endpoint, Tail
from tests.factories.accounts import UserFactory
from tests.factories.stores import MemberFactory, StoreFactory
from tests.factories.webhooks import EndpointFactory
from tests.kernel.webhooks.test_sending import happen

pytestmark = pytest.mark.django_db

WANTED = {"url": "https://example.com/hooks", "events": ["commerce.order.*"]}
ABSENT = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"


def test_a_seller_creates_one_and_is_shown_its_secret_once(client_of, seller):
    client = client_of(seller)

    made = client.post("/api/webhooks/", WANTED)

    assert made.status_code == 201
    told = made.json()["data"]
    assert (told["side"], told["owner"], told["state"]) == ("store", str(seller.pk), "active")
    assert told["secret"].startswith("whsec_")
    Webhook(told["secret"])
    path = f"/api/webhooks/{told['id']}/"
    shown = client.get(path).json()["data"]
    assert shown == {name: value for name, value in told.items() if name != "secret"}
    assert [one["id"] for one in client.get("/api/webhooks/").json()["results"]] == [told["id"]]


def test_it_is_changed_paused_resumed_and_deleted(client_of, seller):
    client = client_of(seller)
    path = f"/api/webhooks/{client.post('/api/webhooks/', WANTED).json()['data']['id']}/"

    changed = client.patch(path, {"events": ["commerce.shipment.sent", "commerce.shipment.sent"]})
    assert changed.json()["data"]["events"] == ["commerce.shipment.sent"]
    assert client.post(f"{path}pause/").json()["data"]["state"] == "paused"
    assert client.post(f"{path}resume/").json()["data"]["state"] == "active"
    Endpoint.objects.update(state="disabled", disabled_because="It answered 410.")
    assert client.post(f"{path}pause/").status_code == 422
    assert client.post(f"{path}test/").status_code == 422
    assert client.post(f"{path}resume/").json()["data"]["disabled_because"] == ""
    assert client.delete(path).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get("/api/webhooks/").json()["count"] == 0
    told = [name.rpartition(".")[2] for name in Event.objects.values_list("name", flat=True)]
    assert [name for name in told if name in {"created", "deleted"}] == ["created", "deleted"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://localhost/"}, "url"),
        ({"url": "https://0x7f.1/"}, "url"),
        ({"url": "https://[::ffff:169.254.169.254]/"}, "url"),
        ({"url": "http://example.com/"}, "url"),
        ({"url": "https://user:pass@example.com/"}, "url"),
        ({"url": "https://example.com:22/"}, "url"),
        ({"url": "https://example.com/" + "a" * 2_000}, "url"),
        ({"events": []}, "events"),
        ({"events": "commerce.order.*"}, "events"),
        ({"events": ["Commerce.Order"]}, "events"),
        ({"events": ["commerce.*.placed"]}, "events"),
        ({"events": ["commerce.order.plcaed"]}, "events"),
        ({"events": ["jobs.job.published"]}, "events"),  # a store hears nothing of the job board
        ({"events": ["accounts.*"]}, "events"),
        ({"events": ["commerce.order.paid"] * 51}, "events"),
        ({"description": "two\nlines"}, "description"),
        ({"owner": "junk"}, "owner"),
    ],
)
def test_what_can_not_be_is_told_by_its_field(client_of, seller, body, field):
    wanted = {**WANTED, **body} if body else {"events": WANTED["events"]}

    answer = client_of(seller).post("/api/webhooks/", wanted, format="json")

    assert answer.status_code == 400
    assert field in answer.json()["error"]["details"]
    assert not Endpoint.objects.exists()


def test_a_name_that_leads_inside_is_refused_when_it_is_given(client_of, seller, monkeypatch):
    client = client_of(seller)
    path = f"/api/webhooks/{client.post('/api/webhooks/', WANTED).json()['data']['id']}/"
    monkeypatch.setattr(resolving, "look_up", lambda _, port: [Place(socket.AF_INET, "10.0.0.1", port)])

    for answer in (client.post("/api/webhooks/", WANTED), client.put(path, {"url": WANTED["url"]})):
        assert answer.status_code == 400
        assert "public internet" in answer.json()["error"]["details"]["url"][0]


def test_customers_hear_nothing_and_visitors_sign_in(client_of, visitor):
    assert visitor.post("/api/webhooks/", WANTED).status_code == 401
    assert visitor.get("/api/webhooks/").status_code == 401
    assert client_of(UserFactory()).post("/api/webhooks/", WANTED).status_code == 403


def test_the_whole_site_is_for_administrators(client_of, seller, admin):
    answer = client_of(admin).post("/api/webhooks/", {**WANTED, "events": ["*"]})

    assert (answer.json()["data"]["side"], answer.json()["data"]["owner"]) == ("site", None)
    assert client_of(seller).post("/api/webhooks/", {**WANTED, "side": "site"}).status_code == 403


def test_who_is_both_is_understood_by_the_events_or_says_which(client_of):
    both = UserFactory(is_seller=True, is_employer=True)
    client = client_of(both)

    def create(**body):
        return client.post("/api/webhooks/", {**WANTED, **body})

    assert create().json()["data"]["side"] == "store"
    assert create(events=["jobs.*"]).json()["data"]["side"] == "employer"
    assert create(events=["*"]).status_code == 400
    assert create(events=["*"], side="employer").json()["data"]["side"] == "employer"
    assert create(side="nowhere").status_code == 404
    assert create(owner=ABSENT).status_code == 404


def test_managers_say_for_which_store_and_staff_have_none(client_of):
    first, second = StoreFactory(), StoreFactory()
    manager, staff = UserFactory(), UserFactory()
    MemberFactory(store=first, user=manager)
    MemberFactory(store=first, user=staff, role="staff")

    def create(user, **body):
        return client_of(user).post("/api/webhooks/", {**WANTED, **body})

    assert create(manager).json()["data"]["owner"] == str(first.pk)
    MemberFactory(store=second, user=manager)
    assert create(manager).status_code == 400
    assert create(manager, owner=str(second.pk)).json()["data"]["owner"] == str(second.pk)
    assert create(staff).status_code == 403


def test_a_manager_sees_the_stores_and_nothing_of_its_owner_as_an_employer(client_of):
    owner, manager = UserFactory(is_seller=True, is_employer=True), UserFactory()
    MemberFactory(store=StoreFactory(owner=owner), user=manager)
    store = EndpointFactory(side="store", owner=owner, events=["commerce.*"])
    hiring = EndpointFactory(side="employer", owner=owner, events=["jobs.*"])

    client = client_of(manager)

    assert client.get(f"/api/webhooks/{store.pk}/").status_code == 200
    assert client.get(f"/api/webhooks/{hiring.pk}/").status_code == 404
    taken = client.post(
        "/api/webhooks/", {**WANTED, "events": ["jobs.*"], "side": "employer", "owner": str(owner.pk)}
    )
    assert taken.status_code == 404


def test_anothers_endpoint_is_not_there(client_of, seller):
    theirs = EndpointFactory(side="store", owner=seller, events=["commerce.*"])
    delivery = Delivery.objects.create(endpoint=theirs, event_id=ABSENT, event="x", body="{}")
    client = client_of(UserFactory(seller=True))
    own = EndpointFactory(side="store", owner=UserFactory(seller=True), events=["*"])

    def ask(endpoint, one):
        path = f"/api/webhooks/{endpoint}/"
        yield client.get(path)
        yield client.patch(path, {"description": "mine"})
        yield client.patch(path, {"url": "https://127.0.0.1/"})
        yield client.delete(path)
        for what in ("pause", "resume", "secret", "test"):
            yield client.post(f"{path}{what}/")
        yield client.post(f"{path}replay/", {"since": "2026-11-01T00:00:00Z"})
        yield client.get(f"{path}deliveries/")
        yield client.get(f"{path}deliveries/{one}/")
        yield client.post(f"{path}deliveries/{one}/resend/")

    def bare(answer):
        body = answer.json()
        body["error"].pop("request_id")
        return answer.status_code, body

    denied, absent = ask(theirs.pk, delivery.pk), ask(ABSENT, ABSENT)
    assert [bare(one) for one in denied] == [bare(one) for one in absent]
    assert all(answer.status_code == 404 for answer in ask(theirs.pk, delivery.pk))
    owner = client_of(own.owner)  # a delivery of another's endpoint, under one's own
    assert owner.get(f"/api/webhooks/{own.pk}/deliveries/{delivery.pk}/").status_code == 404
    assert owner.post(f"/api/webhooks/{own.pk}/deliveries/{delivery.pk}/resend/").status_code == 404


def test_no_more_than_twenty_for_one_owner(client_of, seller):
    for _ in range(20):
        EndpointFactory(side="store", owner=seller, events=["commerce.*"])

    assert client_of(seller).post("/api/webhooks/", WANTED).status_code == 422


def test_what_can_be_heard_is_listed(client_of, seller, admin):
    mine = client_of(seller).get("/api/webhooks/events/").json()["data"]["sides"]
    all_ = client_of(admin).get("/api/webhooks/events/").json()["data"]["sides"]

    assert list(mine) == ["store"]
    placed = next(kind for kind in mine["store"] if kind["type"] == "commerce.order.placed")
    assert placed["sentence"].startswith("A customer ordered")
    assert placed["data"] == ["order_id"]
    assert "accounts.user.registered" in {kind["type"] for kind in all_["site"]}


def test_a_secret_is_changed_and_shown_once(client_of, seller):
    client = client_of(seller)
    made = client.post("/api/webhooks/", WANTED).json()["data"]

    changed = client.post(f"/api/webhooks/{made['id']}/secret/")

    assert changed.status_code == 201
    assert changed.json()["data"]["secret"] not in {"", made["secret"]}


class TestSendingAgain:
    @pytest.fixture
    def endpoint(self, there):
        return EndpointFactory(url=there.url("ok"), events=["accounts.user.registered"])

    @pytest.fixture
    def office(self, client_of, admin):
        return client_of(admin)

    def test_a_test_event_says_that_it_works(self, endpoint, office, there, send):
        path = f"/api/webhooks/{endpoint.pk}/"

        made = office.post(f"{path}test/").json()["data"]
        send()

        assert made["event"] == "webhooks.test"
        (came,) = there.received["ok"]
        assert Webhook(endpoint.whsec).verify(came.body, came.headers)["type"] == "webhooks.test"
        shown = office.get(f"{path}deliveries/{made['id']}/").json()["data"]
        assert (shown["state"], shown["webhook_id"]) == ("delivered", came.headers["webhook-id"])
        assert [(one["status"], one["answer"]) for one in shown["tries"]] == [(200, "ok")]

    def test_one_delivery_is_sent_anew_under_its_id(self, endpoint, office, there, send):
        happen(2)
        send()
        path = f"/api/webhooks/{endpoint.pk}/deliveries/"
        delivery = office.get(path).json()["results"][0]

        assert office.post(f"{path}{delivery['id']}/resend/").json()["data"]["state"] == "waiting"
        send()

        ids = [came.headers["webhook-id"] for came in there.received["ok"]]
        assert ids.count(delivery["webhook_id"]) == 2
        assert len(ids) == 3
        assert office.get(f"{path}?state=delivered&event=accounts.*").json()["count"] == 2
        assert office.get(f"{path}?state=given_up").json()["count"] == 0
        assert office.get(f"{path}?state=lost").status_code == 400

    def test_a_range_is_replayed_from_the_log_also_from_before_the_endpoint(
        self, client_of, office, there, send
    ):
        events = happen(3)
        Event.objects.filter(id=events[0]).update(happened_at="2026-11-19T00:00:00Z")
        endpoint = EndpointFactory(url=there.url("ok"), events=["accounts.user.registered"])
        events += happen(1)
        send()
        assert len(there.received["ok"]) == 1

        answer = office.post(f"/api/webhooks/{endpoint.pk}/replay/", {"since": "2026-11-20T00:00:00Z"})
        send()

        assert answer.status_code == 201
        ids = [came.headers["webhook-id"] for came in there.received["ok"]]
        assert sorted(ids) == sorted([*events[1:], events[3]])
        assert not Tail.objects.exclude(endpoint=None).exists()
        assert Delivery.objects.filter(endpoint=endpoint).count() == 3

    def test_a_replay_has_its_rules(self, endpoint, office):
        path = f"/api/webhooks/{endpoint.pk}/replay/"

        assert office.post(path, {}).status_code == 400
        backwards = {"since": "2026-11-20T00:00:00Z", "until": "2026-11-19T00:00:00Z"}
        assert office.post(path, backwards).status_code == 400
        for _ in range(3):
            assert office.post(path, {"since": "2026-11-20T00:00:00Z"}).status_code == 201
        assert office.post(path, {"since": "2026-11-20T00:00:00Z"}).status_code == 422
