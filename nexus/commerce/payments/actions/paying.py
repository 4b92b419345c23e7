"""Paying an order: a transaction, then the provider outside of any, then another transaction."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.inventory.actions import extend_hold, hold
from nexus.commerce.inventory.exceptions import NotHeld
from nexus.commerce.orders.actions import locked_order
from nexus.commerce.orders.models import Order, OrderStatus
from nexus.commerce.payments.actions.settling import pieces_of, settle
from nexus.commerce.payments.exceptions import PaymentDeclined, ProviderSilent
from nexus.commerce.payments.models import Payment, PaymentStatus
from nexus.commerce.payments.providers import offered, provider_named
from nexus.commerce.payments.providers.base import Asked, Charge, Outcome, Provider, Result
from nexus.kernel.access import require
from nexus.kernel.api.errors import Conflict, InvalidTransition, Unprocessable, ValidationFailed
from nexus.kernel.kit.actor import Actor

logger = logging.getLogger(__name__)

# While a payment is under way, the order's things can't run out of their time; the sweeper ends it sooner.
HELD_FOR: Final = timedelta(minutes=45)
# Providers forget the keys that they were asked under; within this time none does.
ASKED_AGAIN_FOR: Final = timedelta(hours=12)
# Each try keeps the order's things longer from others, and may be of a stolen card that is tried out.
MOST_TRIES: Final = 10

Question = Callable[[Provider], Outcome]


def pay_order(
    actor: Actor, order_id: UUID, provider: str, token: str, *, deed_id: UUID | None = None
) -> Payment:
    """Pay an order, once however often this is asked: PaymentDeclined leaves the order to be paid otherwise.

    The same provider and token go on with the try that is under way. ProviderSilent leaves it so: ask again,
    or wait for the provider's webhook or the sweeper to tell what came of it. No transaction may be open.
    deed_id: the same deed is told again what came of it.
    """
    if provider not in offered():
        raise ValidationFailed(
            details={"provider": [f"Give one of: {', '.join(offered()) or 'none is on'}."]}
        )
    begin = partial(_begin, actor, order_id, provider, token, deed_id)
    payment = begin()
    if not _is_of(payment, provider, token):
        # The customer leaves a second step undone, and pays in another way.
        _give_up(payment)
        payment = begin()
    if not payment.is_under_way:
        return _kept(payment)
    charge = Charge(payment.pk, token, payment.amount, payment.currency, payment.order.number)
    return _ask(actor, payment, lambda asked: asked.charge(charge))


def confirm_payment(actor: Actor, payment_id: UUID) -> Payment:
    """Go on with a payment after the customer's second step, once; PaymentDeclined where that failed."""
    require(actor, "payments.look_for_payment")
    payment = Payment.objects.visible_to(actor).select_related("order").get(pk=payment_id)
    require(actor, "payments.pay_order", payment.order)
    if payment.status == PaymentStatus.SUCCEEDED:
        return payment
    if payment.status != PaymentStatus.REQUIRES_ACTION:
        raise InvalidTransition(f"This payment waits for no second step: it is {payment.status}.")
    asked = asked_before(payment)
    return _ask(actor, payment, lambda provider: provider.confirm(asked))


def is_under_way(order_id: UUID) -> bool:
    """Tell whether the outcome of a payment of this order is still to come."""
    return Payment.objects.of(order_id).under_way().exists()


@transaction.atomic
def give_up_payment(order: Order) -> bool:
    """Give up a payment whose customer has a step to take or whose provider is silent; else False.

    The caller has locked the order, and cancels it. The provider is told after the commit: what it captures,
    or has captured, all the same goes back in full.
    """
    for payment in Payment.objects.of(order.pk).under_way():
        if payment.can_be_given_up:
            settle(payment.pk, Outcome(Result.CANCELLED, ""))
            _tell_after_commit(payment)
    return not is_under_way(order.pk)


def asked_before(payment: Payment) -> Asked:
    """Name a payment as its provider knows it."""
    return Asked(payment.pk, payment.provider_reference, payment.created_at, payment.currency)


@transaction.atomic(durable=True)
def _begin(actor: Actor, order_id: UUID, provider: str, token: str, deed_id: UUID | None) -> Payment:
    require(actor, "payments.look_for_payment")
    Order.objects.visible_to(actor).only("pk").get(pk=order_id)
    order = locked_order(order_id)
    require(actor, "payments.pay_order", order)
    tries = Payment.objects.of(order.pk).select_related("order")
    if deed_id and (done := tries.filter(deed_id=deed_id).first()):
        return done
    _expect_payable(order)
    if live := tries.under_way().first():
        return _resumed(live, provider, token)
    _expect_few(tries.count())
    _keep_held(order, actor)
    return Payment.objects.create(
        order=order,
        provider=provider,
        token=token,
        amount=order.total,
        currency=order.currency,
        deed_id=deed_id,
    )


def _expect_payable(order: Order) -> None:
    if order.status == OrderStatus.PENDING_PAYMENT:
        return
    if order.status == OrderStatus.CANCELLED:
        raise InvalidTransition("This order was cancelled: order anew to pay.")
    raise Conflict("This order is paid already.")


def _expect_few(tries: int) -> None:
    if tries >= MOST_TRIES:
        raise Conflict(f"An order can be tried to be paid {MOST_TRIES} times: order anew to try again.")


def _resumed(live: Payment, provider: str, token: str) -> Payment:
    if timezone.now() - live.created_at > ASKED_AGAIN_FOR:
        raise Conflict("The outcome of a payment of this order is still being found out. Try again later.")
    if live.status == PaymentStatus.PROCESSING and not _is_of(live, provider, token):
        raise Conflict("A payment of this order is under way. Wait for its outcome before you try another.")
    if live.unanswered_at:  # the question is on its way again
        live.unanswered_at = None
        live.save(update_fields=["unanswered_at"])
    return live


def _is_of(payment: Payment, provider: str, token: str) -> bool:
    return (payment.provider, payment.token) == (provider, token)


def _keep_held(order: Order, actor: Actor) -> None:
    until = timezone.now() + HELD_FOR
    try:
        extend_hold(order.pk, until)
    except NotHeld:  # it was given back: there may be as much again
        hold(order.pk, pieces_of(order), until=until, actor=actor)


def _give_up(payment: Payment) -> None:
    told = provider_named(payment.provider).cancel(asked_before(payment))
    settle(payment.pk, told or Outcome(Result.CANCELLED, ""))


def _tell_after_commit(given_up: Payment) -> None:
    def tell() -> None:
        try:
            _give_up(given_up)
        except ProviderSilent:  # what it may have captured, its webhook or its statement will tell
            logger.warning("The provider of payment %s is silent: it was given up untold", given_up.pk)

    transaction.on_commit(tell, robust=True)


def _ask(actor: Actor, payment: Payment, question: Question) -> Payment:
    try:
        outcome = question(provider_named(payment.provider))
    except ProviderSilent as silence:
        Payment.objects.note_silence(payment.pk)
        silence.details = {"payment": str(payment.pk)}
        raise
    return _kept(settle(payment.pk, outcome, actor=actor))


def _kept(payment: Payment) -> Payment:
    details = {"payment": str(payment.pk)}
    if payment.status in {PaymentStatus.DECLINED, PaymentStatus.CANCELLED}:
        raise PaymentDeclined(payment.decline_reason or None, details)
    if payment.status == PaymentStatus.UNWANTED:
        raise Unprocessable("This order can't be kept any more: what you paid goes back in full.", details)
    return payment
