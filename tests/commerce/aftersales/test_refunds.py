"""Sellers give money back: for pieces, for amounts, for shipping; never more than was paid."""

from decimal import Decimal

import pytest

from nexus.commerce.inventory.models import StockItem
from nexus.commerce.payments.models import Refund
from tests.commerce.aftersales.books import assert_sound, kept
from tests.commerce.buying import bought, line_of, order, part_of, refused, shown, stock_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.promotions import CouponFactory
from tests.factories.shipping import ShippingMethodFactory

pytestmark = pytest.mark.django_db(transaction=True)


def path(placed, rest="refunds/", seller=None):
    return f"/api/sales/{part_of(placed, seller)}/{rest}"


def test_one_piece_is_refunded_before_it_is_sent(client_of, seller, customer, placed, pen):
    boss, line = client_of(seller), line_of(placed, pen)["id"]

    answer = boss.post(path(placed), {"lines": [{"line": line, "quantity": 1}], "reason": "One is cracked."})

    assert answer.status_code == 201, answer.json()
    refund = answer.json()["data"]
    assert (refund["amount"], refund["status"], refund["currency"]) == ("10.00", "succeeded", "USD")
    assert [(each["name"], each["quantity"], each["amount"]) for each in refund["lines"]] == [
        ("Pen", 1, "10.00")
    ]
    assert (kept(), stock_of(pen)) == (Decimal("14.99"), 9)
    assert shown(client_of(customer), placed)["status"] == "paid"
    # What was refunded isn't sent any more; all that is left is one pen and the ink.
    parcel = boss.post(path(placed, "shipments/")).json()["data"]
    assert [(each["name"], each["quantity"]) for each in parcel["lines"]] == [("Ink", 1), ("Pen", 1)]
    assert shown(client_of(customer), placed)["status"] == "shipped"
    assert {(item.on_hand, item.reserved) for item in StockItem.objects.all()} == {(9, 0)}
    assert_sound()


def test_the_rest_of_a_partly_sent_sale_is_refunded_and_it_counts_as_sent(
    client_of, seller, customer, placed, pen, ink
):
    boss = client_of(seller)
    pens, inks = line_of(placed, pen)["id"], line_of(placed, ink)["id"]
    boss.post(path(placed, "shipments/"), {"lines": [{"line": pens, "quantity": 1}]})

    rest = [{"line": pens, "quantity": 1}, {"line": inks, "quantity": 1}]
    assert boss.post(path(placed), {"lines": rest}).status_code == 201

    assert shown(client_of(customer), placed)["status"] == "shipped"
    assert (kept(), stock_of(pen), stock_of(ink)) == (Decimal("10.00"), 9, 10)
    assert_sound()


def test_what_was_sent_stays_with_the_customer(client_of, seller, customer, sent, pen):
    boss, line = client_of(seller), line_of(sent, pen)["id"]

    boss.post(path(sent), {"lines": [{"line": line, "quantity": 2}]})

    assert (kept(), stock_of(pen)) == (Decimal("4.99"), 8)
    assert shown(client_of(customer), sent)["status"] == "shipped"
    assert_sound()


def test_amounts_are_refunded_to_the_cent_and_no_further(client_of, seller, sent, ink):
    boss, line = client_of(seller), line_of(sent, ink)["id"]

    for amount in ("1.66", "1.66", "1.67"):
        answer = boss.post(path(sent), {"lines": [{"line": line, "amount": amount}]})
        assert answer.json()["data"]["amount"] == amount
    refused(boss.post(path(sent), {"lines": [{"line": line, "amount": "0.01"}]}), 422, "UNPROCESSABLE_ENTITY")

    assert kept() == Decimal("20.00")
    assert len(boss.get(path(sent)).json()["results"]) == 3
    assert_sound()


def test_shipping_is_refunded_up_to_what_was_paid(client_of, seller, customer, pen):
    ShippingMethodFactory(name="Parcel", price=Decimal("4.90"), currency="USD")
    placed = bought(client_of(customer), [(pen, 1)])
    boss = client_of(seller)
    assert placed["total"] == "14.90"

    refused(boss.post(path(placed), {"shipping": "4.91"}), 422, "UNPROCESSABLE_ENTITY")
    assert boss.post(path(placed), {"shipping": "4.00"}).json()["data"]["shipping"] == "4.00"
    refused(boss.post(path(placed), {"shipping": "0.91"}), 422, "UNPROCESSABLE_ENTITY")
    assert boss.post(path(placed), {"shipping": "0.90"}).status_code == 201

    assert kept() == Decimal("10.00")
    assert_sound()


def test_refunded_in_full_a_sale_is_refunded(client_of, seller, customer, placed):
    lines = [{"line": line["id"], "quantity": line["quantity"]} for line in placed["lines"]]

    assert client_of(seller).post(path(placed), {"lines": lines}).status_code == 201

    assert shown(client_of(customer), placed)["status"] == "refunded"
    assert kept() == 0
    refused(client_of(seller).post(path(placed, "shipments/")), 422, "INVALID_TRANSITION")
    assert_sound()


def test_goods_refunded_before_sending_with_shipping_kept_cancel_the_sale(client_of, seller, customer, pen):
    ShippingMethodFactory(name="Parcel", price=Decimal("4.90"), currency="USD")
    placed = bought(client_of(customer), [(pen, 1)])
    line = placed["lines"][0]["id"]

    client_of(seller).post(path(placed), {"lines": [{"line": line, "quantity": 1}]})

    assert shown(client_of(customer), placed)["status"] == "cancelled"
    assert (kept(), stock_of(pen)) == (Decimal("4.90"), 10)
    assert_sound()


@pytest.mark.parametrize(("pieces", "status"), [(1, "paid"), (2, "refunded")])
def test_what_was_free_is_refunded_by_pieces(client_of, seller, customer, pen, pieces, status):
    CouponFactory(code="GIFT", value=100)
    placed = order(client_of(customer), [(pen, 2)], coupon="GIFT")
    said = {"lines": [{"line": placed["lines"][0]["id"], "quantity": pieces}]}

    refund = client_of(seller).post(path(placed), said).json()["data"]

    assert (refund["amount"], refund["status"]) == ("0.00", "succeeded")
    assert shown(client_of(customer), placed)["status"] == status
    assert stock_of(pen) == 8 + pieces
    assert_sound()


def test_the_customer_sees_refunds_and_makes_none(client_of, customer, seller, placed, pen):
    line = line_of(placed, pen)["id"]
    made = client_of(seller).post(path(placed), {"lines": [{"line": line, "quantity": 1}]}).json()["data"]

    seen = client_of(customer).get(f"/api/orders/{placed['id']}/refunds/").json()["results"]

    assert seen == [made]
    assert client_of(customer).post(path(placed), {"shipping": "1.00"}).status_code == 404


def test_who_may_refund(client_of, seller, manager, staff, admin, placed, pen):
    said = {"lines": [{"line": line_of(placed, pen)["id"], "amount": "1.00"}]}

    for who, status in [
        (None, 401),
        (UserFactory(), 404),
        (UserFactory(seller=True), 404),
        (staff, 403),
        (seller, 201),
        (manager, 201),
        (admin, 201),
    ]:
        assert client_of(who).post(path(placed), said).status_code == status, who
    for who, status in [(None, 401), (UserFactory(), 404), (staff, 200), (manager, 200), (admin, 200)]:
        assert client_of(who).get(path(placed)).status_code == status
    assert client_of(UserFactory()).get(f"/api/orders/{placed['id']}/refunds/").status_code == 404
    assert kept() == Decimal("21.99")


def test_another_sellers_line_is_not_refunded(client_of, seller, customer, pen, paper):
    placed = bought(client_of(customer), [(pen, 1), (paper, 1)])
    said = {"lines": [{"line": line_of(placed, paper)["id"], "quantity": 1}]}

    refused(client_of(seller).post(path(placed, seller=seller), said), 400, "VALIDATION_ERROR")
    assert client_of(seller).post(path(placed, seller=paper.seller), said).status_code == 404
    assert kept() == Decimal("17.00")


def test_nothing_is_refunded_of_what_is_not_paid(client_of, admin, customer, pen):
    placed = order(client_of(customer), [(pen, 1)])
    said = {"lines": [{"line": placed["lines"][0]["id"], "quantity": 1}]}

    refused(client_of(admin).post(path(placed), said), 422, "INVALID_TRANSITION")
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 400),
        ({"lines": []}, 400),
        ({"shipping": "0.00"}, 400),
        ({"shipping": "-1.00"}, 400),
        ({"shipping": "NaN"}, 400),
        ({"shipping": "1.001"}, 400),
        ({"shipping": "1.00"}, 422),  # none was paid
        ({"lines": [{"line": "{pen}"}]}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 0}]}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 3}]}, 422),
        ({"lines": [{"line": "{pen}", "quantity": 2**31}]}, 400),
        ({"lines": [{"line": "{pen}", "amount": "0.00"}]}, 400),
        ({"lines": [{"line": "{pen}", "amount": "-5.00"}]}, 400),
        ({"lines": [{"line": "{pen}", "amount": "20.01"}]}, 422),
        ({"lines": [{"line": "{pen}", "amount": "99999999999999999999.00"}]}, 400),
        ({"lines": 2 * [{"line": "{pen}", "quantity": 1}]}, 400),
        ({"lines": [{"line": "{pen}", "quantity": 1}], "reason": "x" * 501}, 400),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_moves(client_of, seller, placed, pen, said, status):
    if "lines" in said:
        pens = line_of(placed, pen)["id"]
        said = said | {"lines": [line | {"line": pens} for line in said["lines"]]}

    assert client_of(seller).post(path(placed), said).status_code == status
    assert not Refund.objects.exists()
    assert (kept(), stock_of(pen)) == (Decimal("24.99"), 8)


def test_a_currency_without_coins(client_of, customer):
    bento = ProductFactory(currency="JPY", price="1000", variant__price="1000", variant__stock=3)
    placed = bought(client_of(customer), [(bento, 3)])
    line, boss = placed["lines"][0]["id"], client_of(bento.seller)

    # Rounded, it would be a refund of nothing: told in mails and credited all the same.
    assert boss.post(path(placed), {"lines": [{"line": line, "amount": "0.40"}]}).status_code == 422
    for amount in ("333", "333", "334"):
        assert boss.post(path(placed), {"lines": [{"line": line, "amount": amount}]}).status_code == 201
    assert boss.post(path(placed), {"lines": [{"line": line, "quantity": 3}]}).status_code == 201

    assert shown(client_of(customer), placed)["status"] == "refunded"
    assert kept() == 0


def test_a_key_refunds_once(client_of, seller, placed, pen):
    said = {"lines": [{"line": line_of(placed, pen)["id"], "quantity": 1}]}

    answers = [client_of(seller).post(path(placed), said, HTTP_IDEMPOTENCY_KEY="sorry") for _ in range(3)]

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert Refund.objects.get().status == "succeeded"
    assert kept() == Decimal("14.99")


def test_a_list_costs_the_same_however_long_it_is(client_of, seller, placed, pen, django_assert_num_queries):
    boss = client_of(seller)
    boss.get(path(placed))
    for size in (1, 2):
        boss.post(path(placed), {"lines": [{"line": line_of(placed, pen)["id"], "amount": "1.00"}]})
        with django_assert_num_queries(5):
            assert len(boss.get(path(placed)).json()["results"]) == size
