"""What an order does with stock: all of it or nothing, from where the seller's line of warehouses says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.actions import (
    confirm_hold,
    expired_holds,
    extend_hold,
    hold,
    release,
    ship,
    take_back,
)
from nexus.commerce.inventory.exceptions import InsufficientStock, NotHeld
from nexus.commerce.inventory.models import Hold, MovementKind, StockItem, StockMovement
from nexus.kernel.kit.actor import SYSTEM, VISITOR
from nexus.kernel.kit.ids import new_id
from tests.factories.catalog import ProductFactory, VariantFactory
from tests.factories.inventory import StockItemFactory, WarehouseFactory, doubted, free_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    return new_id()


@pytest.fixture
def shirt(seller):
    """Five in the seller's first warehouse."""
    return ProductFactory(seller=seller).variants.get()


@pytest.fixture(autouse=True)
def adds_up():
    yield
    assert doubted() == []
    for variant in Variant.objects.all():
        assert free_of([variant.pk]) == {variant.pk: variant.stock}


def in_ten_minutes():
    return timezone.now() + timedelta(minutes=10)


def take(order, **quantities):
    hold(order, {v.pk: n for v, n in quantities.values()}, until=in_ten_minutes(), actor=VISITOR)


def stock(variant):
    return Variant.objects.get(pk=variant.pk).stock


def lying(variant):
    """What is on hand and held, by warehouse in line."""
    items = StockItem.objects.filter(variant_id=variant.pk).order_by("warehouse__priority")
    return [(item.on_hand, item.reserved) for item in items]


def test_what_is_held_cannot_be_bought_by_another(order, shirt):
    take(order, shirt=(shirt, 3))

    assert stock(shirt) == 2
    assert lying(shirt) == [(5, 3)]
    with pytest.raises(InsufficientStock) as refusal:
        take(new_id(), shirt=(shirt, 3))
    assert refusal.value.details == {"items": [{"variant": str(shirt.pk), "asked": 3, "available": 2}]}
    assert refusal.value.status == 422


def test_an_order_is_held_whole_or_not_at_all(order, shirt, seller):
    mug = VariantFactory(product=ProductFactory(seller=seller, variant=None), stock=1)

    with pytest.raises(InsufficientStock) as refusal:
        take(order, shirt=(shirt, 5), mug=(mug, 2))

    assert [item["variant"] for item in refusal.value.details["items"]] == [str(mug.pk)]
    assert (stock(shirt), stock(mug)) == (5, 1)
    assert not Hold.objects.exists()
    assert not StockMovement.objects.filter(kind=MovementKind.HELD).exists()


def test_what_nobody_has_is_short_by_all_of_it(order):
    unknown = new_id()

    with pytest.raises(InsufficientStock) as refusal:
        hold(order, {unknown: 1}, until=None, actor=VISITOR)

    assert refusal.value.details == {"items": [{"variant": str(unknown), "asked": 1, "available": 0}]}


@pytest.mark.parametrize("quantity", [0, -1])
def test_stock_moves_by_whole_pieces(order, shirt, quantity):
    for move in (
        lambda: hold(order, {shirt.pk: quantity}, until=None, actor=VISITOR),
        lambda: release(order, {shirt.pk: quantity}, actor=VISITOR),
        lambda: ship(order, {shirt.pk: quantity}, actor=VISITOR),
        lambda: take_back(order, {shirt.pk: quantity}, actor=VISITOR),
    ):
        with pytest.raises(ValueError, match="whole pieces"):
            move()


def further(shirt, priority, on_hand, **fields):
    warehouse = WarehouseFactory(seller=shirt.product.seller, priority=priority, **fields)
    return StockItemFactory(variant_id=shirt.pk, warehouse=warehouse, on_hand=on_hand)


def test_the_first_in_line_serves_where_it_has_all(order, shirt):
    further(shirt, 1, 9)

    take(order, shirt=(shirt, 5))

    assert lying(shirt) == [(5, 5), (9, 0)]


def test_another_serves_where_the_first_has_not_all(order, shirt):
    further(shirt, 1, 4)
    further(shirt, 2, 9)

    take(order, shirt=(shirt, 6))

    assert lying(shirt) == [(5, 0), (4, 0), (9, 6)]


def test_where_nobody_has_all_one_gives_after_the_other(order, shirt):
    further(shirt, 2, 4)
    further(shirt, 1, 3)

    take(order, shirt=(shirt, 9))

    assert lying(shirt) == [(5, 5), (3, 3), (4, 1)]
    assert stock(shirt) == 3


def test_a_closed_warehouse_serves_no_new_order(order, shirt):
    further(shirt, 1, 9, is_active=False)

    assert stock(shirt) == 5
    with pytest.raises(InsufficientStock):
        take(order, shirt=(shirt, 6))


def test_given_back_it_can_be_bought_again(order, shirt):
    take(order, shirt=(shirt, 4))

    release(order, {shirt.pk: 1}, actor=SYSTEM, reason="One less")
    assert (stock(shirt), lying(shirt)) == (2, [(5, 3)])
    release(order, actor=SYSTEM)
    assert (stock(shirt), lying(shirt)) == (5, [(5, 0)])
    release(order, actor=SYSTEM)  # nothing is left of it
    assert stock(shirt) == 5


def test_no_more_is_given_back_than_is_held(order, shirt, seller):
    mug = VariantFactory(product=ProductFactory(seller=seller, variant=None), stock=1)
    take(order, shirt=(shirt, 2), mug=(mug, 1))

    with pytest.raises(NotHeld) as refusal:
        release(order, {mug.pk: 1, shirt.pk: 3}, actor=SYSTEM)

    assert refusal.value.details == {"items": [{"variant": str(shirt.pk), "asked": 3, "held": 2}]}
    assert (stock(shirt), stock(mug)) == (3, 0)


def test_shipped_it_has_left_the_house(order, shirt):
    further(shirt, 1, 4)
    take(order, shirt=(shirt, 7))
    confirm_hold(order)

    ship(order, {shirt.pk: 6}, actor=SYSTEM)

    assert lying(shirt) == [(0, 0), (3, 1)]
    assert stock(shirt) == 2
    with pytest.raises(NotHeld):
        ship(order, {shirt.pk: 2}, actor=SYSTEM)
    ship(order, {shirt.pk: 1}, actor=SYSTEM)
    assert lying(shirt) == [(0, 0), (2, 0)]


def test_returned_it_is_back_where_it_came_from(order, shirt):
    further(shirt, 1, 4)
    take(order, shirt=(shirt, 7))
    ship(order, {shirt.pk: 7}, actor=SYSTEM)

    take_back(order, {shirt.pk: 6}, actor=SYSTEM, reason="Too small")

    assert lying(shirt) == [(5, 0), (3, 0)]
    assert stock(shirt) == 8
    with pytest.raises(NotHeld):
        take_back(order, {shirt.pk: 2}, actor=SYSTEM)


def test_what_was_only_held_cannot_be_returned(order, shirt):
    take(order, shirt=(shirt, 1))

    with pytest.raises(NotHeld):
        take_back(order, {shirt.pk: 1}, actor=SYSTEM)


def test_a_paid_hold_runs_out_no_more(order, shirt):
    hold(order, {shirt.pk: 1}, until=timezone.now() - timedelta(seconds=1), actor=VISITOR)
    assert expired_holds(10) == [order]

    confirm_hold(order)

    assert expired_holds(10) == []
    with pytest.raises(NotHeld):
        extend_hold(order, in_ten_minutes())


def test_a_hold_that_was_given_back_cannot_be_confirmed_but_taken_anew(order, shirt):
    take(order, shirt=(shirt, 2))
    release(order, actor=SYSTEM)

    with pytest.raises(NotHeld):
        confirm_hold(order)
    take(order, shirt=(shirt, 3))
    confirm_hold(order)
    assert lying(shirt) == [(5, 3)]


def test_holds_run_out_the_oldest_first(shirt):
    orders = [new_id() for _ in range(3)]
    for age, order in zip((1, 3, 2), orders, strict=True):
        hold(order, {shirt.pk: 1}, until=timezone.now() - timedelta(minutes=age), actor=VISITOR)

    assert expired_holds(2) == [orders[1], orders[2]]
    extend_hold(orders[1], in_ten_minutes())
    assert expired_holds(10) == [orders[2], orders[0]]


@pytest.mark.parametrize("lines", [1, 20])
def test_an_order_of_any_size_is_held_by_one_statement(order, seller, django_assert_num_queries, lines):
    product = ProductFactory(seller=seller, variant=None)
    variants = [VariantFactory(product=product, options={"Size": str(n)}) for n in range(lines)]

    with django_assert_num_queries(1):
        hold(order, {v.pk: 2 for v in variants}, until=None, actor=VISITOR)
    with django_assert_num_queries(1):
        ship(order, {v.pk: 1 for v in variants}, actor=VISITOR)
    with django_assert_num_queries(1):
        release(order, actor=VISITOR)
    with django_assert_num_queries(1):
        take_back(order, {v.pk: 1 for v in variants}, actor=VISITOR)


def test_the_database_lets_nobody_oversell(shirt):
    with pytest.raises(IntegrityError, match="stock_item_never_oversold"), transaction.atomic():
        StockItem.objects.filter(variant_id=shirt.pk).update(reserved=6)
    with pytest.raises(IntegrityError, match="stock_item_reserved_not_negative"), transaction.atomic():
        StockItem.objects.filter(variant_id=shirt.pk).update(reserved=-1)


def test_the_history_is_only_added_to(shirt):
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        StockMovement.objects.update(reason="It was never so")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        StockMovement.objects.all().delete()


def test_who_did_it_and_why_is_in_the_history(order, shirt, seller):
    take(order, shirt=(shirt, 2))
    ship(order, {shirt.pk: 1}, actor=SYSTEM)
    release(order, actor=SYSTEM, reason="Cancelled")

    told = StockMovement.objects.filter(stock_item__variant_id=shirt.pk).values_list(
        "kind", "on_hand_change", "reserved_change", "reason", "reference"
    )
    assert list(told) == [
        ("opened", 5, 0, "", None),
        ("held", 0, 2, "", order),
        ("shipped", -1, -1, "", order),
        ("released", 0, -1, "Cancelled", order),
    ]
