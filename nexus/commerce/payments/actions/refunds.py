"""Giving money back: counted in one transaction, asked of the provider outside of any, booked in another."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.orders.actions import locked_order
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus
from nexus.commerce.payments.actions.booking import settle_refund
from nexus.commerce.payments.actions.refundable import LineToRefund, lines_to_refund, shipping_to_refund
from nexus.commerce.payments.exceptions import ProviderSilent
from nexus.commerce.payments.models import Payment, PaymentStatus, Refund, RefundLine, RefundStatus
from nexus.commerce.payments.providers import provider_named
from nexus.commerce.payments.providers.base import Result, Return, ReturnOutcome
from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.actor import Actor

# Providers forget the keys that they were asked under: from then on a refund is looked for before.
KEYS_KEPT_FOR: Final = timedelta(hours=1)


def refund_part(  # noqa: PLR0913 (what goes back, and why)
    actor: Actor,
    part_id: UUID,
    lines: Sequence[LineToRefund] | None = None,
    *,
    shipping: Decimal | None = None,
    reason: str = "",
    deed_id: UUID | None = None,
) -> Refund:
    """Give back money for lines of a seller's part, or all that is left; it may still be `processing` after.

    No transaction may be open: see `open_refund` and `send_refund`, which this is the two of.
    """
    refund = open_refund(actor, part_id, lines, shipping=shipping, reason=reason, deed_id=deed_id)
    return send_refund(refund.pk)


@transaction.atomic
def open_refund(  # noqa: PLR0913
    actor: Actor,
    part_id: UUID,
    lines: Sequence[LineToRefund] | None = None,
    *,
    shipping: Decimal | None = None,
    reason: str = "",
    deed_id: UUID | None = None,
) -> Refund:
    """Count what goes back for a seller's part, so that nobody else can: Unprocessable above what is left.

    lines: None is all that is left of the part, its shipping included. deed_id: one deed opens one refund.
    `send_refund` follows after the commit, also for what was free: whoever opens a refund may have stock to
    give back in the same transaction, and the ledger is written last.
    """
    part = OrderPart.objects.visible_to(actor).only("order_id").get(pk=part_id)
    order = locked_order(part.order_id)
    part = OrderPart.objects.get(pk=part_id)
    require(actor, "payments.refund_part", part)
    if deed_id and (before := Refund.objects.filter(deed_id=deed_id).first()):
        return before
    if part.status == OrderStatus.PENDING_PAYMENT or order.paid_at is None:
        raise Unprocessable("Nothing was paid for this order, so nothing can be given back.")
    wanted = lines_to_refund(part, lines, order.currency)
    shipping = shipping_to_refund(part, shipping, order.currency, is_all=lines is None)
    if not wanted and not shipping:
        raise Unprocessable("Nothing is left to be given back.")
    refund = _opened(order, part, wanted, shipping)
    refund.reason, refund.actor_id, refund.deed_id = reason[:500], actor.id, deed_id
    refund.save()
    RefundLine.objects.bulk_create(wanted)
    return refund


def send_refund(refund_id: UUID) -> Refund:
    """Ask the provider to give back what was counted, and book what came of it; again is harmless.

    Of what was free nobody is asked. Where the provider is silent, the refund stays `processing`, and the
    sweeper asks again.
    """
    refund = Refund.objects.select_related("payment").get(pk=refund_id)
    if refund.status != RefundStatus.PROCESSING:
        return refund
    return settle_refund(refund.pk, _asked_of_provider(refund))


def _asked_of_provider(refund: Refund) -> ReturnOutcome:
    payment = refund.payment
    if payment is None:
        return ReturnOutcome(Result.SUCCEEDED, "")
    is_repeat = timezone.now() - refund.created_at > KEYS_KEPT_FOR
    wanted = Return(refund.pk, payment.provider_reference, refund.amount, payment.currency, is_repeat)
    try:
        return provider_named(payment.provider).give_back(wanted)
    except ProviderSilent:
        return ReturnOutcome(Result.PROCESSING, "")


def _opened(order: Order, part: OrderPart, wanted: list[RefundLine], shipping: Decimal) -> Refund:
    amount = sum((line.amount for line in wanted), shipping)
    payment = Payment.objects.of(order.pk).filter(status=PaymentStatus.SUCCEEDED).first() if amount else None
    if amount and payment is None:
        raise Unprocessable("There is no payment of this order here: give the money back as it was taken.")
    refund = Refund(payment=payment, part=part, amount=amount, shipping=shipping)
    for line in wanted:
        line.refund = refund
    if not RefundLine.objects.count_as_refunded(wanted):
        raise Unprocessable("There isn't as much left of these lines.")
    if payment and not Payment.objects.take_back(payment.pk, amount):
        raise Unprocessable(f"Only {payment.amount - payment.refunded} of the payment is left.")
    return refund
