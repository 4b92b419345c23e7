from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from nexus.commerce.aftersales.actions.returned import close_if_all_is_back
from nexus.commerce.aftersales.actions.sending import send_after_commit
from nexus.commerce.fulfilment.actions import locked_part, withhold
from nexus.commerce.fulfilment.exceptions import refuse_unknown
from nexus.commerce.fulfilment.models import left_to_ship
from nexus.commerce.orders.actions import move_part
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.commerce.payments.actions import LineToRefund, open_refund
from nexus.commerce.payments.models import Refund, RefundStatus
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def refund_sale(
    actor: Actor,
    part_id: UUID,
    lines: Sequence[LineToRefund],
    *,
    shipping: Decimal,
    reason: str,
) -> Refund:
    """Give money of a sale back: for so many of its lines, for amounts of them, for its shipping.

    Of a line that is refunded by number, what isn't sent yet stays here: it can't be shipped any more, and
    its stock is given back. What was sent stays with the customer; what comes back is a return.
    """
    order, part = locked_part(actor, part_id, "aftersales.refund_part")
    if part.status == OrderStatus.PENDING_PAYMENT:
        raise InvalidTransition("Nothing was paid for this sale yet.")
    known = OrderLine.objects.in_bulk(OrderLine.objects.filter(part=part).values_list("pk", flat=True))
    refuse_unknown((line.line_id for line in lines), known)
    refund = open_refund(actor, part.pk, lines=lines, shipping=shipping, reason=reason)
    _keep_here(order, part, _unsent(lines, known), actor, reason)
    send_after_commit(refund)
    return refund


def _unsent(lines: Sequence[LineToRefund], known: Mapping[UUID, OrderLine]) -> dict[UUID, int]:
    unsent = {line.line_id: min(line.quantity, left_to_ship(known[line.line_id])) for line in lines}
    return {line: quantity for line, quantity in unsent.items() if quantity}


def _keep_here(order: Order, part: OrderPart, unsent: Mapping[UUID, int], actor: Actor, reason: str) -> None:
    if not unsent or part.status not in {OrderStatus.PAID, OrderStatus.PART_SHIPPED}:
        return
    lines = OrderLine.objects.filter(pk__in=unsent)
    withhold(order, part, {line: unsent[line.pk] for line in lines}, actor=actor, reason=reason)
    if part.status == OrderStatus.PAID and not _goes_on(part) and _something_is_kept(part):
        # Nothing will ever be sent; refunded in full, it becomes `refunded` once the provider has paid.
        move_part(order, part, OrderStatus.CANCELLED, actor=actor, reason=reason)
    close_if_all_is_back(order, part, actor=actor)


def _goes_on(part: OrderPart) -> bool:
    return OrderLine.objects.filter(part=part, quantity__gt=F("cancelled_quantity")).exists()


def _something_is_kept(part: OrderPart) -> bool:
    refunds = Refund.objects.filter(part=part).exclude(status=RefundStatus.FAILED)
    refunded: Decimal | None = refunds.aggregate(amount=Sum("amount"))["amount"]
    return bool((refunded or 0) < part.total)
