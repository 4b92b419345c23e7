"""Where sellers are paid to: theirs alone to say, shown to nobody in full, and told to them."""

import csv
import io

import pytest
from django.core import mail
from django.db import connection

from nexus.commerce.ledger.models import Payout, PayoutAccount, PayoutSkip
from nexus.kernel.events.models import Event
from tests.asking import ask, refusal
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.ledger import paid_to, sale, share

pytestmark = pytest.mark.django_db

PATH = "/api/payout-account/"
BATCHES = "/api/payout-batches/"
IBAN, OTHER = "DE89370400440532013000", "GB82WEST12345698765432"
SAID = {"holder": "Nora Weiss", "iban": "de89 3704 0044 0532 0130 00", "bic": "COBADEFFXXX"}


def stored(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table}::text FROM {table}")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_seller_sets_where_the_money_goes_and_sees_it_masked(client_of, seller):
    client = client_of(seller)
    assert client.get(PATH).status_code == 404

    answer = client.put(PATH, SAID)

    assert answer.status_code == 200, answer.json()
    shown = client.get(PATH).json()["data"]
    assert answer.json()["data"] == shown
    assert (shown["holder"], shown["iban"], shown["bic"]) == ("Nora Weiss", "DE•• •••• 3000", "COBADEFFXXX")
    assert PayoutAccount.objects.get().iban == IBAN


def test_neither_the_database_nor_the_log_knows_the_number(client_of, seller):
    client_of(seller).put(PATH, SAID)

    for text in (stored("ledger_payoutaccount"), str(list(Event.objects.values_list("payload", flat=True)))):
        assert IBAN not in text
    assert "Nora Weiss" not in stored("ledger_payoutaccount")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"iban": "DE88370400440532013000"}, "iban"),  # its checksum
        ({"iban": "DE8937040044053201300"}, "iban"),  # a digit short
        ({"iban": "XX89370400440532013000"}, "iban"),
        ({"iban": ""}, "iban"),
        ({"bic": "NOBIC"}, "bic"),
        ({"holder": ""}, "holder"),
        ({"holder": "Nora\nWeiss"}, "holder"),
        ({"holder": "N" * 71}, "holder"),
    ],
)
def test_what_is_no_account_is_refused(client_of, seller, wrong, field):
    answer = client_of(seller).put(PATH, SAID | wrong)

    assert answer.status_code == 400
    assert list(answer.json()["error"]["details"]) == [field]
    assert not PayoutAccount.objects.exists()


def test_only_the_seller_changes_it(client_of, visitor, seller, manager, staff, admin):
    paid_to(seller.pk)
    query = f"{PATH}?seller={seller.pk}"

    for user, reads, writes in [
        (manager, 200, 403),
        (admin, 200, 403),
        (staff, 404, 404),
        (UserFactory(seller=True), 404, 404),
    ]:
        client = client_of(user)
        assert client.get(query).status_code == reads
        assert client.put(query, SAID).status_code == writes
        assert client.delete(query).status_code == writes
    for asked in (visitor.get(query), visitor.put(query, SAID), visitor.delete(query)):
        assert asked.status_code == 401
    assert PayoutAccount.objects.get().iban == IBAN


def test_who_sells_nothing_has_no_account(client_of):
    answer = client_of(UserFactory()).put(PATH, SAID)

    assert answer.json()["error"]["code"] == "UNPROCESSABLE_ENTITY"


def test_a_change_is_told_to_the_seller(client_of, seller):
    client = client_of(seller)
    client.put(PATH, SAID)
    client.put(PATH, SAID | {"iban": OTHER})
    assert client.delete(PATH).status_code == 204
    assert client.delete(PATH).status_code == 404

    deliver_events()

    told = [(message.to, message.subject) for message in mail.outbox]
    assert told == [
        ([seller.email], "Your payouts go to another account now"),
        ([seller.email], "Your payouts go to another account now"),
        ([seller.email], "Your payouts have no account any more"),
    ]
    assert "GB•• •••• 5432" in mail.outbox[1].body
    for message in mail.outbox:
        assert IBAN not in message.body
        assert OTHER not in message.body


def test_who_has_no_account_is_left_out_and_told(client_of, admin, seller):
    nameless = UserFactory(seller=True)
    sale(share(seller.pk, "10.00"), share(nameless.pk, "7.00"))
    PayoutAccount.objects.filter(pk=nameless.pk).delete()
    office = client_of(admin)

    batch = office.post(BATCHES, {"currency": "USD"}).json()["data"]

    assert (batch["total"], batch["payouts"], batch["skipped"]) == ("10.00", 1, 1)
    (skipped,) = office.get(f"{BATCHES}{batch['id']}/skipped/").json()["results"]
    assert (skipped["seller"]["id"], skipped["amount"]) == (str(nameless.pk), "7.00")
    assert skipped["reason"] == "The seller has set no payout account."
    assert client_of(nameless).get("/api/balance/").json()["data"][0]["balance"] == "7.00"
    assert client_of(nameless).get(f"{BATCHES}{batch['id']}/skipped/").status_code == 403
    deliver_events()
    assert [message.subject for message in mail.outbox if message.to == [nameless.email]] == [
        "We could not pay you 7.00 USD: set a payout account"
    ]

    paid_to(nameless.pk)
    assert office.post(BATCHES, {"currency": "USD"}).json()["data"]["total"] == "7.00"


def test_where_nobody_has_an_account_nothing_goes_out_and_it_is_said_why(client_of, admin, seller):
    sale(share(seller.pk, "10.00"))
    PayoutAccount.objects.all().delete()

    error = client_of(admin).post(BATCHES, {"currency": "USD"}).json()["error"]

    assert error["code"] == "NOTHING_TO_PAY_OUT"
    assert error["details"] == {str(seller.pk): ["The seller has set no payout account."]}
    assert not PayoutSkip.objects.exists()


def test_a_payout_goes_where_the_account_was_when_the_batch_was_made(client_of, admin, seller):
    sale(share(seller.pk, "10.00"))
    office = client_of(admin)
    batch = office.post(BATCHES, {"currency": "USD"}).json()["data"]

    client_of(seller).put(PATH, {"holder": "=cmd()", "iban": OTHER})

    (line,) = csv.DictReader(io.StringIO(office.get(f"{BATCHES}{batch['id']}/file/").content.decode()))
    assert (line["holder"], line["iban"]) == ("Nora Weiss", IBAN)
    assert IBAN not in stored("ledger_payout")
    assert Payout.objects.get().iban == IBAN


def test_no_holder_is_a_formula_in_the_banks_file(client_of, admin, seller):
    client_of(seller).put(PATH, SAID | {"holder": "=1+1"})
    sale(share(seller.pk, "10.00"))
    office = client_of(admin)
    batch = office.post(BATCHES, {"currency": "USD"}).json()["data"]

    (line,) = csv.DictReader(io.StringIO(office.get(f"{BATCHES}{batch['id']}/file/").content.decode()))

    assert line["holder"] == "'=1+1"


def test_the_back_office_shows_it_masked(client, admin, seller):
    paid_to(seller.pk)
    sale(share(seller.pk, "10.00"))

    client.force_login(admin)
    for path in ("/admin/ledger/payoutaccount/", f"/admin/ledger/payoutaccount/{seller.pk}/change/"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "DE•• •••• 3000" in shown.content.decode()
        assert IBAN not in shown.content.decode()


SET = "mutation($input: PayoutAccountInput!) { setPayoutAccount(input: $input) { iban holder } }"


def test_the_same_over_graphql(client_of, seller, admin):
    client = client_of(seller)
    said = {"holder": "Nora Weiss", "iban": IBAN}

    assert ask(client, SET, input=said)["setPayoutAccount"] == {
        "iban": "DE•• •••• 3000",
        "holder": "Nora Weiss",
    }
    assert ask(client, "{ payoutAccount { iban holder bic } }")["payoutAccount"]["iban"] == "DE•• •••• 3000"
    assert refusal(client, SET, input=said | {"iban": "DE88370400440532013000"})["code"] == "VALIDATION_ERROR"
    assert refusal(client, '{ payoutAccount(seller: "nora") { iban } }')["code"] == "VALIDATION_ERROR"
    assert ask(client, "mutation { removePayoutAccount }") == {"removePayoutAccount": str(seller.pk)}
    assert not PayoutAccount.objects.exists()


def test_who_was_left_out_over_graphql(client_of, admin, seller):
    nameless = UserFactory(seller=True)
    sale(share(seller.pk, "10.00"), share(nameless.pk, "7.00"))
    PayoutAccount.objects.filter(pk=nameless.pk).delete()
    batch = client_of(admin).post(BATCHES, {"currency": "USD"}).json()["data"]["id"]
    query = (
        "query($b: ID!) { payoutSkips(batch: $b) { edges { node { amount reason seller { username } } } } }"
    )

    (edge,) = ask(client_of(admin), query, b=batch)["payoutSkips"]["edges"]

    assert edge["node"]["seller"]["username"] == nameless.username
    assert refusal(client_of(seller), query, b=batch)["code"] == "PERMISSION_DENIED"
