"""The one state machine of payments: the client's answer, the webhook and the statement all end here."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from nexus.commerce.inventory.actions import confirm_hold, hold
from nexus.commerce.inventory.exceptions import InsufficientStock, NotHeld
from nexus.commerce.ledger.actions import SaleShare, post_sale
from nexus.commerce.orders.actions import locked_order, mark_paid, move_parts
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.commerce.payments.actions.refunds import send_refund
from nexus.commerce.payments.actions.shares import share_of_part
from nexus.commerce.payments.events import PaymentDeclined, PaymentSucceeded, PaymentUnwanted
from nexus.commerce.payments.exceptions import WrongAmount
from nexus.commerce.payments.models import Payment, PaymentStatus, Refund
from nexus.commerce.payments.providers.base import Outcome, Result
from nexus.commerce.promotions.actions import give_back
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, Actor

TOO_LATE = "The payment came when the things had sold out; it goes back in full."
_AS_STATUS = {
    Result.PROCESSING: PaymentStatus.PROCESSING,
    Result.REQUIRES_ACTION: PaymentStatus.REQUIRES_ACTION,
    Result.DECLINED: PaymentStatus.DECLINED,
    Result.CANCELLED: PaymentStatus.CANCELLED,
}


@transaction.atomic
def settle(payment_id: UUID, outcome: Outcome, *, actor: Actor = SYSTEM) -> Payment:
    """Take over what a provider says of a payment; whatever comes late or twice changes nothing.

    Captured money makes the order paid or, where no order wants it any more, goes back in full. It counts
    even after the payment was declined or given up; of anything else, only the first end does.
    """
    order = locked_order(Payment.objects.values_list("order_id", flat=True).get(pk=payment_id))
    payment = Payment.objects.locked(payment_id)
    if payment.is_captured:
        return payment
    if outcome.result == Result.SUCCEEDED:
        _capture(order, payment, outcome, actor)
    elif payment.is_under_way:
        _move(payment, outcome, actor)
    return payment


@transaction.atomic
def settle_free_order(order: Order, *, actor: Actor) -> None:
    """Take a locked order that costs nothing as paid, and book what its coupon owes to the sellers."""
    if order.total:
        raise ValueError("This order is not free.")
    _keep_stock(order, actor)
    mark_paid(order, payment_id=None, actor=actor)
    post_sale(order.pk, order.pk, "", order.currency, _shares(order))


def pieces_of(order: Order) -> Mapping[UUID, int]:
    """Count the pieces that an order needs of each variant."""
    lines = OrderLine.objects.filter(part__order=order, variant__isnull=False).order_by()
    return dict(lines.values_list("variant").annotate(Sum("quantity")))


def _move(payment: Payment, outcome: Outcome, actor: Actor) -> None:
    payment.status = _AS_STATUS[outcome.result]
    payment.next_action = dict(outcome.next_action) if outcome.next_action else None
    payment.decline_reason = outcome.reason[:200]
    _save(payment, outcome)
    if payment.status == PaymentStatus.DECLINED:
        publish(PaymentDeclined(payment.pk, payment.order_id), actor=actor)


def _capture(order: Order, payment: Payment, outcome: Outcome, actor: Actor) -> None:
    if outcome.amount is not None and outcome.amount != payment.amount:
        raise WrongAmount(
            f"{outcome.amount} was captured for payment {payment.pk}, which is of {payment.amount}."
        )
    payment.captured_at, payment.next_action, payment.decline_reason = timezone.now(), None, ""
    is_wanted = _is_wanted(order, payment) and _keep_stock_or_cancel(order, actor)
    payment.status = PaymentStatus.SUCCEEDED if is_wanted else PaymentStatus.UNWANTED
    _save(payment, outcome)
    if is_wanted:
        mark_paid(order, payment_id=payment.pk, actor=actor)
        post_sale(payment.pk, order.pk, payment.provider, payment.currency, _shares(order))
        publish(PaymentSucceeded(payment.pk, order.pk), actor=actor)
    else:
        _return_whole(payment)


def _is_wanted(order: Order, payment: Payment) -> bool:
    # A try that was given up, and captured after all, makes way for the one that has followed it.
    is_live = payment.is_under_way or not Payment.objects.of(order.pk).live().exists()
    return order.status == OrderStatus.PENDING_PAYMENT and is_live


def _keep_stock_or_cancel(order: Order, actor: Actor) -> bool:
    try:
        _keep_stock(order, actor)
    except InsufficientStock:
        parts = OrderPart.objects.filter(order=order)
        move_parts(order, parts, OrderStatus.CANCELLED, actor=SYSTEM, reason=TOO_LATE)
        give_back(order.pk)
        return False
    return True


def _keep_stock(order: Order, actor: Actor) -> None:
    try:
        confirm_hold(order.pk)
    except NotHeld:  # it was given back: there may be as much again
        hold(order.pk, pieces_of(order), until=None, actor=actor)


def _return_whole(payment: Payment) -> None:
    Payment.objects.take_back(payment.pk, payment.amount)
    payment.refunded = payment.amount
    refund = Refund.objects.create(
        payment=payment, amount=payment.amount, reason="The order could not be kept."
    )
    publish(PaymentUnwanted(payment.pk, payment.order_id), actor=SYSTEM)
    # The sweeper sends it too, should this process end before.
    transaction.on_commit(lambda: send_refund(refund.pk), robust=True)


def _shares(order: Order) -> list[SaleShare]:
    parts = OrderPart.objects.filter(order=order).prefetch_related("lines")
    return [share_of_part(part, list(part.lines.all()), order.currency) for part in parts]


def _save(payment: Payment, outcome: Outcome) -> None:
    payment.provider_reference = outcome.reference or payment.provider_reference
    payment.unanswered_at, payment.updated_at = None, timezone.now()
    payment.save()
