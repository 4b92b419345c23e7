"""Orders that aren't paid in time."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.commerce.checkout.actions import expire_unpaid_orders, giving_up
from nexus.commerce.checkout.tasks import expire_unpaid_orders as task
from nexus.commerce.inventory.models import Hold, StockItem
from nexus.commerce.orders.models import Order, OrderPart, OrderStep
from nexus.commerce.payments.models import Payment, PaymentStatus
from nexus.commerce.promotions.models import Coupon, CouponUse
from nexus.kernel.events.models import Event
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order, placed_order
from tests.factories.promotions import CouponFactory
from tests.together import all_at_once

pytestmark = pytest.mark.django_db


def run_out(*orders):
    Hold.objects.filter(reference__in=[order.pk for order in orders]).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    )


def status_of(order):
    return Order.objects.get(pk=order.pk).status


def test_an_order_that_is_not_paid_in_time_gives_everything_back():
    coupon = CouponFactory(most_uses=1)
    product = ProductFactory(variant__stock=3)
    order = placed_order((product, 2), coupon=coupon.code)
    run_out(order)

    task()

    assert status_of(order) == OrderPart.objects.get().status == "cancelled"
    assert StockItem.objects.get().reserved == 0
    assert product.variants.get().stock == 3
    assert (Coupon.objects.get().uses, CouponUse.objects.count()) == (0, 0)
    last = OrderStep.objects.filter(part=None).last()
    assert (last.after, last.actor, last.reason) == ("cancelled", None, "It wasn't paid in time.")
    assert Event.objects.get(name="commerce.order.cancelled").payload["reason"] == "It wasn't paid in time."


def test_what_has_time_left_or_is_paid_stays():
    waiting, paid = placed_order(), paid_order()
    assert expire_unpaid_orders() == 0
    assert (status_of(waiting), status_of(paid)) == ("pending_payment", "paid")
    assert StockItem.objects.filter(reserved=1).count() == 2


@pytest.mark.parametrize("status", [PaymentStatus.PROCESSING, PaymentStatus.REQUIRES_ACTION])
def test_a_payment_under_way_is_waited_for(status):
    order = placed_order()
    Payment.objects.create(
        order=order, provider="sandbox", token="tok", status=status, amount=order.total, currency="USD"
    )
    run_out(order)

    assert expire_unpaid_orders() == 0
    assert status_of(order) == "pending_payment"
    assert not Hold.objects.expired(10)


def test_a_declined_payment_buys_no_time():
    order = placed_order()
    Payment.objects.create(
        order=order,
        provider="sandbox",
        token="tok",
        status=PaymentStatus.DECLINED,
        amount=order.total,
        currency="USD",
    )
    run_out(order)
    assert expire_unpaid_orders() == 1


@pytest.mark.django_db(transaction=True)
def test_one_that_cannot_be_given_up_keeps_no_other(monkeypatch):
    stuck, other = placed_order(), placed_order()
    run_out(stuck, other)
    give_up = giving_up.give_up_order

    def failing(order, **more):
        if order.pk == stuck.pk:
            raise RuntimeError("stuck")
        give_up(order, **more)

    monkeypatch.setattr(giving_up, "give_up_order", failing)
    assert expire_unpaid_orders() == 1
    assert (status_of(stuck), status_of(other)) == ("pending_payment", "cancelled")
    assert StockItem.objects.filter(reserved=1).count() == 1


@pytest.mark.django_db(transaction=True)
def test_those_that_cannot_be_given_up_do_not_stand_before_the_others_for_ever(monkeypatch):
    stuck, other = placed_order(), placed_order()
    run_out(stuck)
    run_out(other)
    give_up = giving_up.give_up_order

    def failing(order, **more):
        if order.pk == stuck.pk:
            raise RuntimeError("stuck")
        give_up(order, **more)

    monkeypatch.setattr(giving_up, "give_up_order", failing)
    monkeypatch.setattr(giving_up, "AT_ONCE", 1)

    assert [expire_unpaid_orders() for _ in range(3)] == [0, 1, 0]

    assert (status_of(stuck), status_of(other)) == ("pending_payment", "cancelled")
    assert Hold.objects.get(reference=stuck.pk).expires_at > timezone.now()  # tried again later


@pytest.mark.django_db(transaction=True)
def test_an_order_that_someone_is_at_is_left_alone():
    order = placed_order()
    run_out(order)
    with transaction.atomic():
        Order.objects.select_for_update().get(pk=order.pk)
        assert all_at_once([expire_unpaid_orders]) == [0]
    assert expire_unpaid_orders() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_give_each_order_up_once():
    orders = [placed_order() for _ in range(8)]
    run_out(*orders)

    assert sum(all_at_once([expire_unpaid_orders] * 4)) == 8

    assert Event.objects.filter(name="commerce.order.cancelled").count() == 8
    assert not StockItem.objects.filter(reserved__gt=0).exists()
