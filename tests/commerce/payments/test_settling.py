"""Money that comes late, twice or for nothing: never paid without an order, never kept without one."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from nexus.commerce.checkout.actions import give_up_order
from nexus.commerce.inventory.actions import release, set_stock
from nexus.commerce.inventory.models import Hold
from nexus.commerce.ledger.models import AccountKind, Transaction
from nexus.commerce.orders.actions import locked_order
from nexus.commerce.payments.actions import give_up_payment, is_under_way, settle, settle_left_over
from nexus.commerce.payments.exceptions import ProviderSilent
from nexus.commerce.payments.models import Payment, Refund, SandboxCharge
from nexus.commerce.payments.providers import provider_named
from nexus.commerce.payments.providers.base import Outcome, Result
from nexus.commerce.payments.providers.sandbox import SandboxProvider
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import SYSTEM, Actor
from tests.commerce.payments.books import assert_ledger_is_sound, charged, given_back, held, in_ledger
from tests.factories.catalog import ProductFactory
from tests.factories.orders import placed_order
from tests.factories.promotions import CouponFactory

pytestmark = pytest.mark.django_db(transaction=True)


def cancel(order) -> None:
    with transaction.atomic():
        give_up_order(locked_order(order.pk), actor=SYSTEM, reason="Its time was up.")


def captured(order) -> Outcome:
    """What the sandbox would tell of its one charge."""
    return Outcome(Result.SUCCEEDED, SandboxCharge.objects.get().reference, order.total)


def older(model, **age) -> None:
    model.objects.update(
        created_at=timezone.now() - timedelta(**age), updated_at=timezone.now() - timedelta(**age)
    )


def test_money_for_a_cancelled_order_goes_back_in_full(pay, order):
    pay(order, "tok_success_then_timeout")
    Payment.objects.update(status="cancelled")
    cancel(order)

    settle(Payment.objects.get().pk, captured(order))

    payment = Payment.objects.get()
    assert (payment.status, payment.refunded) == ("unwanted", order.total)
    assert Refund.objects.get().status == "succeeded"
    assert charged(order) == given_back(order) == order.total
    assert not Transaction.objects.exists()
    names = set(Event.objects.values_list("name", flat=True))
    assert {"commerce.payment.unwanted", "commerce.refund.succeeded"} <= names
    assert "commerce.order.paid" not in names


def test_money_for_things_that_were_given_back_takes_them_again_if_they_are_there(pay, order):
    pay(order, "tok_success_then_timeout")
    release(order.pk, actor=SYSTEM)
    assert held(order) == 0

    assert pay(order, "tok_success_then_timeout").status_code == 201

    assert held(order) == 1
    order.refresh_from_db()
    assert order.status == "paid"


def test_money_for_things_that_have_sold_out_meanwhile_goes_back_and_the_order_ends(pay, customer):
    product = ProductFactory()
    order = placed_order((product, 1), customer=customer)
    pay(order, "tok_success_then_timeout")
    release(order.pk, actor=SYSTEM)
    set_stock(Actor.of(product.seller), product.seller_id, product.variants.get().pk, 0)

    told = pay(order, "tok_success_then_timeout")

    assert told.status_code == 422
    assert "goes back in full" in told.json()["error"]["message"]
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert charged(order) == given_back(order) == order.total
    assert in_ledger(AccountKind.PROVIDER) == 0


def test_a_try_that_was_given_up_and_captured_after_all_pays_the_order(pay, order):
    pay(order, "tok_timeout")
    payment = Payment.objects.get()
    settle(payment.pk, Outcome(Result.CANCELLED, ""))

    settle(payment.pk, Outcome(Result.SUCCEEDED, "late", order.total))

    order.refresh_from_db()
    assert (order.status, Payment.objects.get().status) == ("paid", "succeeded")


def test_a_second_capture_of_a_paid_order_goes_back(pay, order):
    pay(order, "tok_success_then_timeout")
    late = Payment.objects.get()
    settle(late.pk, Outcome(Result.CANCELLED, ""))
    assert pay(order, "tok_success").status_code == 201

    settle(late.pk, Outcome(Result.SUCCEEDED, SandboxCharge.objects.get(key=late.pk).reference, order.total))

    late.refresh_from_db()
    assert late.status == "unwanted"
    assert charged(order) - given_back(order) == order.total
    assert in_ledger(AccountKind.PROVIDER) == order.total


def test_a_refund_that_a_crash_kept_from_being_sent_is_swept_up(pay, order, monkeypatch):
    pay(order, "tok_success_then_timeout")
    Payment.objects.update(status="cancelled")
    cancel(order)
    with monkeypatch.context() as patched:
        patched.setattr(SandboxProvider, "give_back", lambda *_: 1 / 0)
        settle(Payment.objects.get().pk, captured(order))
    assert Refund.objects.get().status == "processing"
    assert settle_left_over() == 0  # it is too young to be left over
    older(Refund, minutes=3)

    assert settle_left_over() == 1
    assert given_back(order) == order.total
    assert settle_left_over() == 0


def test_a_lost_answer_is_found_by_the_sweeper(pay, order):
    pay(order, "tok_success_then_timeout")
    older(Payment, minutes=3)

    assert settle_left_over() == 1

    order.refresh_from_db()
    assert order.status == "paid"


def test_a_charge_that_never_arrived_is_given_up_once_it_no_longer_can(pay, order):
    pay(order, "tok_timeout")
    assert is_under_way(order.pk)
    older(Payment, minutes=5)
    assert settle_left_over() == 0
    older(Payment, minutes=11)

    assert settle_left_over() == 1

    assert Payment.objects.get().status == "cancelled"
    assert not is_under_way(order.pk)
    assert pay(order).status_code == 201


def test_a_second_step_that_nobody_takes_is_given_up(pay, order):
    pay(order, "tok_requires_action")
    older(Payment, minutes=31)

    assert settle_left_over() == 1

    assert Payment.objects.get().status == "cancelled"
    assert SandboxCharge.objects.get().status == "cancelled"


def given_up(order):
    with transaction.atomic():
        return give_up_payment(locked_order(order.pk))


def test_a_second_step_and_a_silent_provider_can_be_given_up(pay, order):
    assert given_up(order)
    pay(order, "tok_requires_action")
    assert given_up(order)
    assert SandboxCharge.objects.get().status == Payment.objects.get().status == "cancelled"
    pay(order, "tok_timeout")
    assert given_up(order)
    assert not SandboxCharge.objects.filter(token="tok_timeout").exists()


def test_who_is_being_asked_is_not_given_up(pay, order):
    pay(order, "tok_timeout")
    Payment.objects.update(unanswered_at=None)  # its process is at it, or has died over it

    assert not given_up(order)
    older(Payment, minutes=3)
    assert settle_left_over() == 0  # the sweeper asks, and the provider knows nothing of it
    assert given_up(order)


def test_asked_again_a_payment_is_waited_for_again(pay, order, monkeypatch):
    pay(order, "tok_timeout")
    assert Payment.objects.get().can_be_given_up
    seen = []

    def charge(self, charge):
        seen.append(Payment.objects.get().can_be_given_up)
        raise ProviderSilent

    monkeypatch.setattr(SandboxProvider, "charge", charge)
    pay(order, "tok_timeout")

    assert seen == [False]
    assert Payment.objects.get().can_be_given_up


def test_a_payment_keeps_the_things_while_it_is_under_way(pay, order):

    before = Hold.objects.get(reference=order.pk).expires_at
    pay(order, "tok_requires_action")

    assert Hold.objects.get(reference=order.pk).expires_at > before


def test_no_provider_is_asked_while_a_transaction_is_open(order):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        provider_named("sandbox")


def test_an_order_that_costs_nothing_is_paid_at_once(customer, client_of):
    coupon = CouponFactory(code="ALL", value=Decimal(100))
    order = placed_order((ProductFactory(price=Decimal("20.00")), 1), customer=customer, coupon=coupon.code)

    assert (order.total, order.status) == (0, "paid")
    assert not Payment.objects.exists()
    assert in_ledger(AccountKind.PROMOTIONS) == Decimal("20.00")
    assert in_ledger(AccountKind.SELLER) == Decimal("-18.00")
    assert_ledger_is_sound()
    paid = client_of(customer).post(
        f"/api/orders/{order.pk}/payments/", {"provider": "sandbox", "token": "tok_success"}
    )
    assert paid.status_code == 409
