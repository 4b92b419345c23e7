"""What a refund comes to in the books, once the provider has said that it is done, or refused."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from nexus.commerce.inventory.actions import release
from nexus.commerce.inventory.models import Hold
from nexus.commerce.ledger.actions import post_refund
from nexus.commerce.orders.actions import locked_order, move_part
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.commerce.orders.models.states import STEPS
from nexus.commerce.payments.actions.shares import (
    GivenBack,
    share_taken_back,
    shipping_of_the_site_taken_back,
    shipping_taken_back,
)
from nexus.commerce.payments.events import RefundFailed, RefundSucceeded
from nexus.commerce.payments.models import Payment, Refund, RefundLine, RefundStatus
from nexus.commerce.payments.providers.base import Result, ReturnOutcome
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.money import NOTHING


@transaction.atomic
def settle_refund(refund_id: UUID, outcome: ReturnOutcome) -> Refund:
    """Take over what a provider says of a refund; whatever comes late or twice changes nothing."""
    order = locked_order(_order_of(refund_id))
    refund = Refund.objects.locked(refund_id)
    if refund.status != RefundStatus.PROCESSING:
        return refund
    if outcome.result == Result.SUCCEEDED:
        _book(order, refund)
    elif outcome.result != Result.PROCESSING:
        _undo(order, refund)
    refund.provider_reference = outcome.reference or refund.provider_reference
    refund.updated_at = timezone.now()
    refund.save()
    return refund


def _order_of(refund_id: UUID) -> UUID:
    refund = Refund.objects.select_related("part", "payment").get(pk=refund_id)
    of = refund.part or refund.payment
    if of is None:
        raise LookupError(f"Refund {refund_id} is of no order.")
    return of.order_id


def _book(order: Order, refund: Refund) -> None:
    if refund.part is not None:
        _Part.of(refund.part).book(order, refund)
    refund.status = RefundStatus.SUCCEEDED
    publish(RefundSucceeded(refund.pk, order.pk, refund.part_id), actor=_asked_by(refund))


class _Part(NamedTuple):
    """A seller's part with its lines, and what succeeded refunds gave back of them before."""

    part: OrderPart
    lines: Mapping[UUID, OrderLine]
    given_back: GivenBack

    @classmethod
    def of(cls, part: OrderPart) -> "_Part":
        lines = {line.pk: line for line in OrderLine.objects.filter(part=part)}
        return cls(part, lines, RefundLine.objects.given_back(part.pk))

    def book(self, order: Order, refund: Refund) -> None:
        lines = list(refund.lines.all())
        amount, shipping = Refund.objects.of(self.part.pk, RefundStatus.SUCCEEDED).sums()
        every, currency = list(self.lines.values()), order.currency
        share = share_taken_back(self.part, self.lines, lines, self.given_back, currency)
        share += shipping_taken_back(self.part, every, refund.shipping, shipping, currency)
        after = self._after(lines)
        if self._is_whole(after) and not self._is_whole(self.given_back):
            share += shipping_of_the_site_taken_back(self.part, every)
        if amount + refund.amount == self.part.total and self._is_whole(after):
            _end(order, self.part, refund)
        # Last, as in every transaction: stock is locked before the ledger.
        provider = refund.payment.provider if refund.payment else ""
        post_refund(refund.pk, order.pk, provider, currency, [share])

    def _after(self, refunded: list[RefundLine]) -> GivenBack:
        after = dict(self.given_back)
        for each in refunded:
            pieces, money = after.get(each.line_id, (0, NOTHING))
            after[each.line_id] = (pieces + each.quantity, money + each.amount)
        return after

    def _is_whole(self, given_back: GivenBack) -> bool:
        # Money tells, and of what was free, the pieces.
        return all(
            money == line.total if line.total else pieces == line.quantity
            for line in self.lines.values()
            for pieces, money in [given_back.get(line.pk, (0, NOTHING))]
        )


def _end(order: Order, part: OrderPart, refund: Refund) -> None:
    if OrderStatus.REFUNDED not in STEPS[OrderStatus(part.status)]:
        return
    actor = _asked_by(refund)
    move_part(order, part, OrderStatus.REFUNDED, actor=actor, reason=refund.reason)
    variants = OrderLine.objects.filter(part=part, variant__isnull=False).values("variant")
    held = Hold.objects.of(order.pk).filter(stock_item__variant_id__in=variants).order_by()
    if pieces := dict(held.values_list("stock_item__variant_id").annotate(Sum("quantity"))):
        release(order.pk, pieces, actor=actor, reason="Refunded before it was sent.")


def _undo(order: Order, refund: Refund) -> None:
    refund.status = RefundStatus.FAILED
    RefundLine.objects.count_back(list(refund.lines.all()))
    if refund.payment_id:
        Payment.objects.take_back(refund.payment_id, -refund.amount)
    publish(RefundFailed(refund.pk, order.pk, refund.part_id), actor=_asked_by(refund))


def _asked_by(refund: Refund) -> Actor:
    return Actor(id=refund.actor_id) if refund.actor_id else SYSTEM
