"""After the sale at the GraphQL door: the same actions, the same answers."""

from decimal import Decimal

import pytest

from tests.asking import ask, refusal
from tests.commerce.aftersales.books import assert_sound, kept
from tests.commerce.buying import line_of, part_of
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

WISH = """
fragment Wish on Return {
  id order { id number } part customer { username } seller { username } status reason answer
  lines { line name quantity isRestocked } refund { id amount currency status } createdAt updatedAt
}
"""
MONEY = """
fragment Money on Refund {
  id order part amount shipping currency status reason lines { line name quantity amount } createdAt
}
"""
CANCEL = "mutation($id: ID!, $input: ReasonInput!) { cancelOrder(id: $id, input: $input) { id status } }"
CANCEL_PART = (
    "mutation($id: ID!, $input: ReasonInput!) { cancelPart(part: $id, input: $input) { id status } }"
)
REFUND = f"""
mutation($id: ID!, $input: RefundInput!) {{ refundPart(part: $id, input: $input) {{ ...Money }} }} {MONEY}
"""
ONE = f"query($id: ID!) {{ return(id: $id) {{ ...Wish }} }} {WISH}"
REQUEST = f"""
mutation($id: ID!, $input: ReturnInput!) {{ requestReturn(order: $id, input: $input) {{ ...Wish }} }} {WISH}
"""
ANSWER = """
mutation($id: ID!, $input: AnswerInput!) {{ {deed}(id: $id, input: $input) {{ ...Wish }} }}
"""
APPROVE = ANSWER.format(deed="approveReturn") + WISH
REJECT = ANSWER.format(deed="rejectReturn") + WISH
WITHDRAW = f"mutation($id: ID!) {{ withdrawReturn(id: $id) {{ ...Wish }} }} {WISH}"
RECEIVE = f"""
mutation($id: ID!, $input: ReceiptInput!) {{ receiveReturn(id: $id, input: $input) {{ ...Wish }} }} {WISH}
"""
RETURNS = f"""
query($filter: ReturnFilter) {{ returns(filter: $filter) {{ edges {{ node {{ ...Wish }} }} }} }} {WISH}
"""
OF_SALES = f"query {{ saleReturns {{ edges {{ node {{ ...Wish }} }} }} }} {WISH}"
ORDER_REFUNDS = (
    f"query($id: ID!) {{ orderRefunds(order: $id) {{ edges {{ node {{ ...Money }} }} }} }} {MONEY}"
)
SALE_REFUNDS = f"query($id: ID!) {{ saleRefunds(part: $id) {{ edges {{ node {{ ...Money }} }} }} }} {MONEY}"


def nodes(data):
    (connection,) = data.values()
    return [edge["node"] for edge in connection["edges"]]


def ask_back(client_of, customer, sent, product):
    said = {"lines": [{"line": line_of(sent, product)["id"], "quantity": 1}], "reason": "It leaks."}
    return ask(client_of(customer), REQUEST, id=sent["id"], input=said)["requestReturn"]


def test_an_order_is_cancelled(client_of, customer, placed):
    done = ask(client_of(customer), CANCEL, id=placed["id"], input={"reason": "No."})["cancelOrder"]

    assert done == {"id": placed["id"], "status": "CANCELLED"}
    assert kept() == 0
    again = refusal(client_of(customer), CANCEL, id=placed["id"], input={})
    assert again["code"] == "INVALID_TRANSITION"


def test_a_sale_is_cancelled(client_of, seller, customer, placed):
    part = part_of(placed)

    assert refusal(client_of(seller), CANCEL_PART, id=part, input={})["code"] == "VALIDATION_ERROR"
    assert refusal(client_of(customer), CANCEL_PART, id=part, input={"reason": "x"})["code"] == "NOT_FOUND"
    done = ask(client_of(seller), CANCEL_PART, id=part, input={"reason": "It broke."})["cancelPart"]

    assert done == {"id": part, "status": "CANCELLED"}
    assert kept() == 0


def test_money_goes_back_and_both_sides_see_it(client_of, seller, customer, staff, placed, pen):
    part = part_of(placed)
    said = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}], "reason": "Cracked."}

    refund = ask(client_of(seller), REFUND, id=part, input=said)["refundPart"]

    assert (refund["amount"], refund["status"], refund["lines"][0]["amount"]) == (
        "10.00",
        "SUCCEEDED",
        "10.00",
    )
    assert nodes(ask(client_of(customer), ORDER_REFUNDS, id=placed["id"])) == [refund]
    assert nodes(ask(client_of(staff), SALE_REFUNDS, id=part)) == [refund]
    assert refusal(client_of(staff), REFUND, id=part, input=said)["code"] == "PERMISSION_DENIED"
    assert refusal(client_of(seller), REFUND, id=part, input={})["code"] == "VALIDATION_ERROR"
    for who in (customer, UserFactory()):
        assert refusal(client_of(who), SALE_REFUNDS, id=part)["code"] == "NOT_FOUND"
    assert kept() == Decimal("14.99")


def test_a_return_from_wish_to_money(client_of, seller, customer, sent, pen):
    wish = ask_back(client_of, customer, sent, pen)
    assert nodes(ask(client_of(customer), RETURNS, filter={"status": "REQUESTED"})) == [wish]
    assert nodes(ask(client_of(customer), RETURNS, filter={"status": "RECEIVED"})) == []
    assert nodes(ask(client_of(seller), OF_SALES)) == [wish]

    for party in (customer, seller):
        assert ask(client_of(party), ONE, id=wish["id"])["return"] == wish
    assert refusal(client_of(UserFactory()), ONE, id=wish["id"])["code"] == "NOT_FOUND"

    approved = ask(client_of(seller), APPROVE, id=wish["id"], input={"answer": "Fine."})["approveReturn"]
    assert (approved["status"], approved["answer"]) == ("APPROVED", "Fine.")
    lines = [{"line": wish["lines"][0]["line"], "isRestocked": False}]
    done = ask(client_of(seller), RECEIVE, id=wish["id"], input={"lines": lines})["receiveReturn"]

    assert (done["status"], done["refund"]["amount"]) == ("RECEIVED", "10.00")
    assert done["lines"][0]["isRestocked"] is False
    assert kept() == Decimal("14.99")
    assert_sound()


def test_a_return_is_refused_or_withdrawn(client_of, seller, customer, sent, pen):
    first, second = (ask_back(client_of, customer, sent, pen) for _ in range(2))

    assert refusal(client_of(seller), REJECT, id=first["id"], input={})["code"] == "VALIDATION_ERROR"
    rejected = ask(client_of(seller), REJECT, id=first["id"], input={"answer": "No."})["rejectReturn"]
    withdrawn = ask(client_of(customer), WITHDRAW, id=second["id"])["withdrawReturn"]

    assert (rejected["status"], withdrawn["status"]) == ("REJECTED", "CANCELLED")
    late = refusal(client_of(seller), RECEIVE, id=first["id"], input={})
    assert late["code"] == "INVALID_TRANSITION"


def test_visitors_are_asked_to_sign_in(client_of, placed):
    visitor = client_of(None)
    for query in (CANCEL, CANCEL_PART, REFUND, REQUEST, APPROVE, REJECT, RECEIVE):
        said = {"lines": [{"line": placed["id"], "quantity": 1}], "reason": "x"} if query == REQUEST else {}
        said = said or ({"shipping": "1.00"} if query == REFUND else {})
        said = said or ({"answer": "x"} if query in {APPROVE, REJECT} else {})
        said = said or ({"reason": "x"} if query in {CANCEL, CANCEL_PART} else {})
        assert refusal(visitor, query, id=placed["id"], input=said)["code"] == "NOT_AUTHENTICATED"
    for query in (WITHDRAW, ORDER_REFUNDS, SALE_REFUNDS):
        assert refusal(visitor, query, id=placed["id"])["code"] == "NOT_AUTHENTICATED"
    for query in (RETURNS, OF_SALES):
        assert refusal(visitor, query)["code"] == "NOT_AUTHENTICATED"


def test_a_key_cancels_once_at_this_door_too(client_of, customer, placed):
    body = {"query": CANCEL, "variables": {"id": placed["id"], "input": {}}}

    answers = [client_of(customer).post("/graphql", body, HTTP_IDEMPOTENCY_KEY="enough") for _ in range(2)]

    assert answers[0].content == answers[1].content
    assert answers[0].json()["data"]["cancelOrder"]["status"] == "CANCELLED"
    assert kept() == 0
