"""Paying out and adjusting at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.commerce.ledger.models import Payout, PayoutBatch, Transaction
from tests.asking import ask, refusal
from tests.factories.accounts import UserFactory
from tests.factories.ledger import payout, sale, share

pytestmark = pytest.mark.django_db

WHOLE = "fragment Whole on PayoutBatch { id currency status total payouts failed createdAt sentAt settledAt }"
CREATE = f"mutation($input: PayoutBatchInput!) {{ createPayoutBatch(input: $input) {{ ...Whole }} }} {WHOLE}"
SEND = f"mutation($id: ID!) {{ sendPayoutBatch(id: $id) {{ ...Whole }} }} {WHOLE}"
SETTLE = f"mutation($id: ID!) {{ settlePayoutBatch(id: $id) {{ ...Whole }} }} {WHOLE}"
FAIL = """
mutation($id: ID!, $input: PayoutFailureInput!) { failPayout(id: $id, input: $input) { status reason } }
"""
ADJUST = """
mutation($input: AdjustmentInput!) { adjustBalance(input: $input) { id seller amount currency reason } }
"""
BATCHES = f"{{ payoutBatches {{ totalCount edges {{ node {{ ...Whole }} }} }} }} {WHOLE}"
BATCH = f"query($id: ID!) {{ payoutBatch(id: $id) {{ ...Whole }} }} {WHOLE}"
PAYOUT = "query($id: ID!) { payout(id: $id) { id batch amount status } }"


@pytest.fixture
def office(client_of, admin):
    return client_of(admin)


def test_a_batch_from_its_beginning_to_its_end(office, client_of, seller):
    sale(share(seller.pk, "80.00"))

    batch = ask(office, CREATE, input={"currency": "USD", "minimum": "20.00"})["createPayoutBatch"]
    assert (batch["status"], batch["total"], batch["payouts"]) == ("DRAFT", "80.00", 1)
    assert refusal(office, CREATE, input={"currency": "USD"})["code"] == "NOTHING_TO_PAY_OUT"
    assert refusal(office, SETTLE, id=batch["id"])["code"] == "INVALID_TRANSITION"
    assert ask(office, SEND, id=batch["id"])["sendPayoutBatch"]["status"] == "SENT"
    settled = ask(office, SETTLE, id=batch["id"])["settlePayoutBatch"]
    assert settled["settledAt"]
    assert ask(office, BATCH, id=batch["id"])["payoutBatch"] == settled
    assert ask(office, BATCHES)["payoutBatches"] == {"totalCount": 1, "edges": [{"node": settled}]}

    paid = Payout.objects.get()
    shown = ask(client_of(seller), PAYOUT, id=str(paid.pk))["payout"]
    assert shown == {"id": str(paid.pk), "batch": batch["id"], "amount": "80.00", "status": "PAID"}


def test_a_payout_that_did_not_arrive_is_owed_again(office, client_of, seller):
    paid = payout(seller.pk, "77.00")

    failed = ask(office, FAIL, id=str(paid.pk), input={"reason": "The account is closed."})["failPayout"]

    assert failed == {"status": "FAILED", "reason": "The account is closed."}
    assert ask(client_of(seller), "{ balance { balance } }") == {"balance": [{"balance": "77.00"}]}
    again = refusal(office, FAIL, id=str(paid.pk), input={"reason": "Twice"})
    assert again["code"] == "INVALID_TRANSITION"


def test_a_balance_is_put_right(office, client_of, seller):
    said = {"seller": str(seller.pk), "amount": "-12.5", "currency": "USD", "reason": "Agreed by phone."}

    booked = ask(office, ADJUST, input=said)["adjustBalance"]

    assert booked.pop("id") == str(Transaction.objects.get().pk)
    assert booked == said | {"amount": "-12.50"}
    assert ask(client_of(seller), "{ balance { balance } }") == {"balance": [{"balance": "-12.50"}]}
    nothing = refusal(office, ADJUST, input=said | {"amount": "0"})
    assert (nothing["code"], [*nothing["details"]]) == ("VALIDATION_ERROR", ["amount"])


def test_only_administrators_move_money(client_of, visitor, seller):
    paid = payout(seller.pk)
    batch = {"id": str(paid.batch_id)}
    adjustment = {"seller": str(seller.pk), "amount": "1.00", "currency": "USD", "reason": "Mine"}
    asked = [
        (CREATE, {"input": {"currency": "USD"}}),
        (SEND, batch),
        (SETTLE, batch),
        (FAIL, {"id": str(paid.pk), "input": {"reason": "Mine"}}),
        (ADJUST, {"input": adjustment}),
        (BATCHES, {}),
        (BATCH, batch),
    ]

    for query, variables in asked:
        assert refusal(client_of(seller), query, **variables)["code"] == "PERMISSION_DENIED"
        assert refusal(visitor, query, **variables)["code"] == "NOT_AUTHENTICATED"
    assert PayoutBatch.objects.get().status == "draft"
    assert refusal(client_of(UserFactory(seller=True)), PAYOUT, id=str(paid.pk))["code"] == "NOT_FOUND"


@pytest.mark.parametrize("size", [1, 5])
def test_batches_cost_the_same_however_many_there_are(office, size, django_assert_num_queries):
    for _ in range(size):
        payout(UserFactory().pk)
    ask(office, "{ __typename }")

    with django_assert_num_queries(3):  # who asks, the page, the count
        assert len(ask(office, BATCHES)["payoutBatches"]["edges"]) == size
