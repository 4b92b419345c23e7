import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from nexus.commerce.ledger.models import Account, Payout, PayoutBatch, Transaction
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.ledger import payout, sale, share

pytestmark = pytest.mark.django_db

BATCHES = "/api/payout-batches/"


@pytest.fixture
def office(client_of, admin):
    return client_of(admin)


def pay_out(office, **more):
    return office.post(BATCHES, {"currency": "USD"} | more)


def balance(client_of, user, currency="USD"):
    rows = client_of(user).get("/api/balance/").json()["data"]
    return {row["currency"]: row["balance"] for row in rows}.get(currency)


def facts():
    return sorted(Event.objects.filter(name__startswith="commerce.payout").values_list("name", flat=True))


def test_what_is_owed_goes_out_once(office, client_of, seller):
    other = UserFactory(seller=True)
    sale(share(seller.pk, "100.00", commission="10.00"), share(other.pk, "50.00"))

    answer = pay_out(office)

    assert answer.status_code == 201
    batch = answer.json()["data"]
    assert (batch["status"], batch["total"], batch["payouts"]) == ("draft", "140.00", 2)
    assert balance(client_of, seller) == balance(client_of, other) == "0.00"
    assert pay_out(office).json()["error"]["code"] == "NOTHING_TO_PAY_OUT"
    assert Transaction.objects.unbalanced() == []


def test_only_balances_over_the_minimum_in_the_currency_go_out(office, client_of, seller):
    little, euros, debtor = (UserFactory(seller=True) for _ in range(3))
    sale(share(seller.pk, "20.00"), share(little.pk, "19.99"))
    sale(share(euros.pk, "500.00"), currency="EUR")
    office.post(
        "/api/adjustments/",
        {"seller": str(debtor.pk), "amount": "-5.00", "currency": "USD", "reason": "Damage."},
    )

    batch = pay_out(office, minimum="20.00").json()["data"]

    assert (batch["total"], batch["payouts"]) == ("20.00", 1)
    assert balance(client_of, little) == "19.99"
    assert balance(client_of, debtor) == "-5.00"
    assert balance(client_of, euros, "EUR") == "500.00"


def test_what_may_still_be_returned_can_wait(office, client_of, seller):
    sale(share(seller.pk, "30.00"))
    asked = timezone.now()
    sale(share(seller.pk, "12.00", commission="2.00"))
    office.post(
        "/api/adjustments/",
        {"seller": str(seller.pk), "amount": "-5.00", "currency": "USD", "reason": "Damage."},
    )

    early = pay_out(office, sold_before=(asked - timedelta(days=1)).isoformat())
    batch = pay_out(office, sold_before=asked.isoformat()).json()["data"]

    assert early.status_code == 422
    assert batch["total"] == "25.00"
    assert balance(client_of, seller) == "10.00"


def test_a_batch_goes_from_draft_to_settled(office, client_of, seller):
    paid = payout(seller.pk)
    path = f"{BATCHES}{paid.batch_id}/"

    assert office.post(f"{path}settle/").json()["error"]["code"] == "INVALID_TRANSITION"
    sent = office.post(f"{path}send/").json()["data"]
    assert (sent["status"], sent["sent_at"] is None) == ("sent", False)
    assert client_of(seller).get(f"/api/payouts/{paid.pk}/").json()["data"]["status"] == "sent"
    assert office.post(f"{path}send/").status_code == 422
    settled = office.post(f"{path}settle/").json()["data"]
    assert (settled["status"], settled["settled_at"] is None) == ("settled", False)
    assert client_of(seller).get(f"/api/payouts/{paid.pk}/").json()["data"]["status"] == "paid"
    assert office.post(f"{path}settle/").status_code == 422

    assert facts() == ["commerce.payout.paid", "commerce.payout.sent", "commerce.payout_batch.created"]
    assert balance(client_of, seller) == "0.00"


@pytest.mark.parametrize("steps", [[], ["send"], ["send", "settle"]])
def test_a_payout_that_did_not_arrive_is_owed_again(office, client_of, seller, steps):
    lost = payout(seller.pk)
    for step in steps:
        office.post(f"{BATCHES}{lost.batch_id}/{step}/")

    failed = office.post(f"/api/payouts/{lost.pk}/fail/", {"reason": "The account is closed."})

    assert failed.json()["data"]["status"] == "failed"
    assert balance(client_of, seller) == "100.00"
    again = office.post(f"/api/payouts/{lost.pk}/fail/", {"reason": "Again."})
    assert again.json()["error"]["code"] == "INVALID_TRANSITION"
    assert balance(client_of, seller) == "100.00"
    assert facts().count("commerce.payout.failed") == 1
    assert pay_out(office).json()["data"]["total"] == "100.00"
    assert Transaction.objects.unbalanced() == []


def test_what_failed_stays_behind_when_its_batch_goes_on(office, client_of, seller):
    lost = payout(seller.pk)
    office.post(f"/api/payouts/{lost.pk}/fail/", {"reason": "Closed."})

    batch = office.post(f"{BATCHES}{lost.batch_id}/send/").json()["data"]

    assert (batch["total"], batch["payouts"], batch["failed"]) == ("0.00", 0, 1)
    assert Payout.objects.get().status == "failed"


def lines_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_banks_file_has_a_line_for_each_payout(office, seller, store):
    store.legal_name = "Nora Weiß & Söhne, GmbH"
    store.save()
    paid = payout(seller.pk, "1234.50")

    answer = office.get(f"{BATCHES}{paid.batch_id}/file/", HTTP_ACCEPT="text/csv")

    assert answer["Content-Type"] == "text/csv"
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    assert lines_of(answer) == [
        {
            "payout": str(paid.pk),
            "seller": str(seller.pk),
            "name": "Nora Weiß & Söhne, GmbH",
            "amount": "1234.50",
            "currency": "USD",
            "text": f"Payout {paid.pk}",
            "holder": "Nora Weiss",
            "iban": "DE89370400440532013000",
            "bic": "",
        }
    ]


@pytest.mark.parametrize(
    "name", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=cmd|"/c calc"!A1']
)
def test_no_name_is_a_formula_in_the_banks_file(office, seller, store, name):
    store.legal_name = name
    store.save()
    paid = payout(seller.pk)

    (line,) = lines_of(office.get(f"{BATCHES}{paid.batch_id}/file/"))

    assert line["name"] == f"'{name}"


def test_what_failed_is_not_in_the_banks_file(office, seller):
    lost = payout(seller.pk)
    office.post(f"/api/payouts/{lost.pk}/fail/", {"reason": "Closed."})

    assert lines_of(office.get(f"{BATCHES}{lost.batch_id}/file/")) == []


def test_who_sees_payouts(client_of, visitor, seller, manager, staff, admin):
    paid = payout(seller.pk)
    payout(UserFactory(seller=True).pk)
    path = f"/api/payouts/{paid.pk}/"

    for user, seen in ((seller, 1), (manager, 1), (staff, 0), (UserFactory(seller=True), 0), (admin, 2)):
        assert client_of(user).get("/api/payouts/").json()["count"] == seen
        assert client_of(user).get(path).status_code == (200 if seen else 404)
    assert visitor.get("/api/payouts/").status_code == visitor.get(path).status_code == 401


def test_payouts_are_narrowed_and_ordered(office, seller):
    first, second = payout(seller.pk, "1.00"), payout(UserFactory(seller=True).pk, "2.00")
    office.post(f"{BATCHES}{first.batch_id}/send/")

    def amounts(**query):
        return [row["amount"] for row in office.get("/api/payouts/", query).json()["results"]]

    assert amounts() == ["2.00", "1.00"]
    assert amounts(ordering="oldest") == ["1.00", "2.00"]
    assert amounts(status="sent") == ["1.00"]
    assert amounts(seller=str(seller.pk)) == ["1.00"]
    assert amounts(batch=str(second.batch_id)) == ["2.00"]
    assert office.get("/api/payouts/", {"status": "lost"}).status_code == 400


@pytest.mark.parametrize("step", ["", "file/", "send/", "settle/"])
def test_batches_are_the_administrators(client_of, visitor, office, seller, manager, step):
    batch = payout(seller.pk).batch
    path = f"{BATCHES}{batch.pk}/{step}"
    method = "post" if step in {"send/", "settle/"} else "get"

    for user in (seller, manager):
        assert getattr(client_of(user), method)(path).status_code == 403
    assert getattr(visitor, method)(path).status_code == 401
    assert getattr(office, method)(f"{BATCHES}{seller.pk}/{step}").status_code == 404
    assert PayoutBatch.objects.get().status == "draft"


def test_nobody_else_pays_out_or_lists_batches(client_of, seller):
    sale(share(seller.pk))
    client = client_of(seller)

    assert pay_out(client).status_code == client.get(BATCHES).status_code == 403
    assert client.post(f"/api/payouts/{seller.pk}/fail/", {"reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    "more",
    [
        {"currency": "XXX"},
        {"minimum": "-1.00"},
        {"minimum": "much"},
        {"minimum": "1.005"},
        {"sold_before": "soon"},
    ],
)
def test_a_batch_of_nonsense_is_refused(office, seller, more):
    sale(share(seller.pk))

    answer = pay_out(office, **more)

    assert answer.status_code == 400
    assert answer.json()["error"]["details"].keys() == more.keys()
    assert not PayoutBatch.objects.exists()


def test_a_minimum_finer_than_the_currencys_coins_is_refused(office, seller):
    sale(share(seller.pk, "100.00"), currency="JPY")

    answer = pay_out(office, currency="JPY", minimum="0.50")

    assert answer.status_code == 400


def test_a_batch_sent_again_with_its_key_is_made_once(office, seller):
    sale(share(seller.pk))

    answers = [office.post(BATCHES, {"currency": "USD"}, HTTP_IDEMPOTENCY_KEY="weekly") for _ in range(3)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert PayoutBatch.objects.count() == 1


@pytest.mark.parametrize("sellers", [1, 20])
def test_a_batch_takes_as_many_queries_however_many_it_pays(office, django_assert_num_queries, sellers):
    sale(*(share(UserFactory(seller=True).pk) for _ in range(sellers)))
    pay_out(office)
    sale(*(share(user) for user in Payout.objects.values_list("seller_id", flat=True)))

    # Who asks, the savepoint, the lock, the sums, the batch, the payouts, the accounts, the transactions,
    # the entries, the fact, the savepoint's end, and the batch as it is shown.
    with django_assert_num_queries(14):
        assert pay_out(office).status_code == 201


@pytest.mark.parametrize("size", [1, 20])
def test_lists_take_as_many_queries_however_long_they_are(office, django_assert_num_queries, size):
    for _ in range(size):
        payout(UserFactory(seller=True).pk)
    for path in ("/api/payouts/", BATCHES):
        office.get(path)
        with django_assert_num_queries(3):
            assert office.get(path).json()["count"] == size


def test_the_back_office_shows_what_lies_where(client, admin, seller):
    paid = payout(seller.pk, "77.00")
    client.force_login(admin)

    assert "-77.00 USD" in client.get("/admin/ledger/account/?kind=bank").content.decode()
    assert "77.00 USD" in client.get("/admin/ledger/payoutbatch/").content.decode()
    assert (
        "+77.00 USD"
        in client.get(f"/admin/ledger/transaction/{Transaction.objects.first().pk}/change/").content.decode()
    )
    for page in (
        f"payout/{paid.pk}",
        f"payoutbatch/{paid.batch_id}",
        f"account/{Account.objects.first().pk}",
    ):
        assert client.get(f"/admin/ledger/{page}/change/").status_code == 200
        assert client.post(f"/admin/ledger/{page}/change/", {"amount": 1}).status_code == 403
        assert client.post(f"/admin/ledger/{page}/delete/").status_code == 403


def test_who_does_not_fit_into_a_batch_goes_into_the_next(office, monkeypatch):
    monkeypatch.setattr("nexus.commerce.ledger.actions.payouts.MOST_PAYOUTS", 2)
    sale(*(share(UserFactory(seller=True).pk, f"{amount}.00") for amount in (10, 30, 20)))

    totals = [pay_out(office).json()["data"]["total"] for _ in range(2)]

    assert totals == ["50.00", "10.00"]
