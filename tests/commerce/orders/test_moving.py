"""Taking parts through their states, with the history and the facts that go with it."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from nexus.commerce.orders.actions import locked_order, mark_paid, move_part, move_parts
from nexus.commerce.orders.models import Order, OrderStatus, OrderStep
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, Actor
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order
from tests.together import all_at_once

pytestmark = pytest.mark.django_db

S = OrderStatus


def of_two_sellers(make=paid_order):
    order = make((ProductFactory(), 1), (ProductFactory(), 1))
    return order, *order.parts.order_by("id")


def names():
    found = Event.objects.filter(name__startswith="commerce.order.").order_by("position")
    return [name.removeprefix("commerce.order.") for name in found.values_list("name", flat=True)]


def test_a_payment_takes_all_parts_with_it(seller):
    order, *parts = of_two_sellers(placed_order)
    mark_paid(locked_order(order.pk), payment_id=None, actor=SYSTEM)

    order.refresh_from_db()
    assert order.status == S.PAID
    assert order.paid_at
    for part in parts:
        part.refresh_from_db()
        assert (part.status, part.paid_at) == (S.PAID, order.paid_at)
    assert names() == ["placed", "paid"]


def test_the_order_follows_its_parts_and_says_so(seller):
    order, first, second = of_two_sellers()
    actor = Actor.of(seller)

    move_part(order, first, S.SHIPPED, actor=actor)
    assert (first.status, order.status) == (S.SHIPPED, S.PART_SHIPPED)
    move_part(order, second, S.SHIPPED, actor=actor)
    assert Order.objects.get().status == order.status == S.SHIPPED
    move_parts(order, [first, second], S.DELIVERED, actor=actor)

    assert names() == ["placed", "paid", "part_shipped", "shipped", "delivered"]
    own = OrderStep.objects.filter(part=None).values_list("before", "after")
    assert list(own) == [
        ("", "pending_payment"),
        ("pending_payment", "paid"),
        ("paid", "part_shipped"),
        ("part_shipped", "shipped"),
        ("shipped", "delivered"),
    ]
    of_first = OrderStep.objects.filter(part=first).values_list("before", "after", "actor")
    assert list(of_first) == [
        ("pending_payment", "paid", None),
        ("paid", "shipped", seller.pk),
        ("shipped", "delivered", seller.pk),
    ]


def test_a_part_may_come_to_nothing_while_the_rest_goes_on():
    order, first, second = of_two_sellers()

    move_part(order, first, S.CANCELLED, actor=SYSTEM, reason="Broken")
    assert order.status == S.PAID
    event = Event.objects.get(name="commerce.order.part_cancelled")
    assert event.payload == {"order_id": str(order.pk), "part_id": str(first.pk), "reason": "Broken"}

    move_part(order, second, S.CANCELLED, actor=SYSTEM, reason="Also broken")
    assert order.status == S.CANCELLED
    assert names()[2:] == ["part_cancelled", "cancelled"]
    assert OrderStep.objects.last().reason == "Also broken"


def test_what_is_no_step_changes_nothing():
    order, first, _ = of_two_sellers()
    steps = OrderStep.objects.count()
    with pytest.raises(InvalidTransition):
        move_part(order, first, S.DELIVERED, actor=SYSTEM)
    first.refresh_from_db()
    assert (first.status, OrderStep.objects.count()) == (S.PAID, steps)


def test_what_counts_is_what_the_database_says_of_a_part():
    order, first, _ = of_two_sellers()
    stale = order.parts.get(pk=first.pk)
    move_part(order, first, S.SHIPPED, actor=SYSTEM)
    with pytest.raises(InvalidTransition):
        move_part(order, stale, S.SHIPPED, actor=SYSTEM)


@pytest.mark.parametrize("sellers", [1, 5])
def test_it_takes_as_many_statements_whatever_is_moved(sellers, django_assert_num_queries):
    order = placed_order(*[(ProductFactory(), 1) for _ in range(sellers)])
    with django_assert_num_queries(6):  # read, read again, parts, order, steps, the fact
        mark_paid(order, payment_id=None, actor=SYSTEM)


def test_no_line_of_the_history_can_be_changed_or_taken_out():
    step = OrderStep.objects.filter(order=placed_order()).first()
    for change in (step.delete, partial(OrderStep.objects.update, reason="Never happened")):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            change()
    assert OrderStep.objects.get().reason == ""


@pytest.mark.django_db(transaction=True)
def test_one_step_is_taken_once_however_many_take_it():
    order = paid_order()

    def ship():
        try:
            with transaction.atomic():
                locked = locked_order(order.pk)
                move_part(locked, locked.parts.get(), S.SHIPPED, actor=SYSTEM)
        except InvalidTransition:
            return 0
        return 1

    assert sum(all_at_once([ship] * 16)) == 1
    assert OrderStep.objects.filter(after=S.SHIPPED).count() == 2
    assert names().count("shipped") == 1
