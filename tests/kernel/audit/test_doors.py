"""Who may read what was written down."""

import pytest
from django.test import Client

from nexus.kernel.audit.actions import record
from nexus.kernel.audit.models import Change, SecurityEvent
from nexus.kernel.taxonomy.models import Category
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

EVENTS = "/api/audit/security-events/"
CHANGES = "/api/audit/changes/"
HISTORY = "/api/audit/history/"


@pytest.fixture
def nora(db):
    return UserFactory(username="nora")


def test_one_sees_ones_own_security_events_an_administrator_all(client_of, visitor, admin, nora, seeker):
    record("signed_in", nora.pk, details={"by": "token"})
    record("signed_in", seeker.pk)

    mine = client_of(nora).get(EVENTS).json()["results"]
    assert [event["name"] for event in mine] == ["signed_in", "account_opened"]
    assert mine[0]["user"] == mine[0]["by"] == {"id": str(nora.pk), "username": "nora"}
    assert client_of(nora).get(f"{EVENTS}?user={seeker.pk}").json()["count"] == 0
    assert client_of(admin).get(f"{EVENTS}?user={seeker.pk}&name=signed_in").json()["count"] == 1
    assert visitor.get(EVENTS).status_code == 401


def test_events_are_narrowed_and_walked(client_of, admin, nora):
    for _ in range(5):
        record("signed_in", nora.pk)
    client = client_of(admin)

    first = client.get(f"{EVENTS}?name=signed_in&cursor=&page_size=3").json()
    second = client.get(first["next"]).json()
    assert [len(page["results"]) for page in (first, second)] == [3, 2]
    positions = [event["position"] for page in (first, second) for event in page["results"]]
    assert positions == sorted(positions, reverse=True)
    assert client.get(f"{EVENTS}?since=2100-01-01T00:00:00Z").json()["count"] == 0
    assert (
        client.get(f"{EVENTS}?until=2100-01-01T00:00:00Z&actor={nora.pk}&name=signed_in").json()["count"] == 5
    )
    for wrong in ("since=yesterday", "since=2026-01-01T00:00:00", "user=nora", "colour=red"):
        assert client.get(f"{EVENTS}?{wrong}").status_code == 400, wrong


def test_all_changes_are_the_administrators(client_of, visitor, admin, nora):
    category = CategoryFactory(name="Pens")
    Category.objects.update(name="Ink pens")

    found = client_of(admin).get(f"{CHANGES}?kind=category&id={category.pk}").json()
    assert [change["did"] for change in found["results"]] == ["update", "insert"]
    assert found["results"][0]["changes"] == {"name": ["Pens", "Ink pens"]}
    assert client_of(nora).get(CHANGES).status_code == 403
    assert visitor.get(CHANGES).status_code == 401


def test_an_account_reads_its_own_history_and_no_others(client_of, admin, nora, seeker):
    client_of(admin).put(
        f"/api/users/{nora.pk}/", {"is_seller": True}, HTTP_CHANGE_REASON="Verified by phone"
    )

    path = f"{HISTORY}user/{nora.pk}/"
    change = client_of(nora).get(path).json()["results"][0]
    assert change["changes"] == {"is_seller": [False, True]}
    assert (change["by"]["username"], change["reason"]) == (admin.username, "Verified by phone")
    assert client_of(admin).get(path).status_code == 200


@pytest.mark.parametrize("name", ["user/{other}", "category/1", "user_group/1", "nothing/1", "user/nobody"])
def test_what_is_not_ones_own_is_not_there(client_of, visitor, nora, seeker, name):
    CategoryFactory(pk=1)
    client = client_of(nora)

    def asked(path):
        return client.get(f"{HISTORY}{path}/", HTTP_X_REQUEST_ID="same")

    refused = asked(name.format(other=seeker.pk))
    absent = asked("user/0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10")
    assert (refused.status_code, refused.content) == (404, absent.content)
    assert visitor.get(f"{HISTORY}user/{nora.pk}/").status_code == 401


def test_graphql_holds_the_same_line(client_of, admin, nora, seeker):
    own = ask(client_of(nora), "{ securityEvents { totalCount edges { node { name user { username } } } } }")
    assert own["securityEvents"]["edges"][0]["node"] == {
        "name": "account_opened",
        "user": {"username": "nora"},
    }
    history = 'query ($id: ID!) { history(kind: "user", id: $id) { totalCount } }'
    assert ask(client_of(nora), history, id=str(nora.pk))["history"]["totalCount"] == 1
    assert refusal(client_of(nora), history, id=str(seeker.pk))["code"] == "NOT_FOUND"
    assert refusal(client_of(nora), "{ changes { totalCount } }")["code"] == "PERMISSION_DENIED"
    everything = ask(client_of(admin), '{ changes(filter: {kind: "user"}) { totalCount } }')
    assert everything["changes"]["totalCount"] == Change.objects.filter(of_kind="user").count()
    since = '{ securityEvents(filter: {since: "2100-01-01T00:00:00Z"}) { totalCount } }'
    assert ask(client_of(admin), since)["securityEvents"]["totalCount"] == 0
    assert SecurityEvent.objects.exists()


def test_the_back_office_finds_by_account_address_and_request(admin, nora):
    record("signed_in", nora.pk)
    CategoryFactory(name="Pens")
    office = Client()
    office.force_login(admin)

    def found(page, term):
        answer = office.get(f"/admin/audit/{page}/", {"q": term})
        return answer.context["cl"].result_count

    assert found("securityevent", "NORA") == 2
    assert found("securityevent", "no such thing") == 0
    assert found("change", str(nora.pk)) == 1
    assert office.get("/admin/audit/securityevent/", {"name": "signed_in"}).context["cl"].result_count == 1
    assert office.get("/admin/audit/change/", {"kind": "category"}).context["cl"].result_count == 1
    assert office.post("/admin/audit/change/add/").status_code == 403
