from collections.abc import Collection, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from nexus.commerce.aftersales.actions.answering import locked_return
from nexus.commerce.aftersales.actions.returned import close_if_all_is_back
from nexus.commerce.aftersales.actions.sending import send_after_commit
from nexus.commerce.aftersales.events import ReturnReceived
from nexus.commerce.aftersales.models import Return, ReturnLine, ReturnStatus
from nexus.commerce.fulfilment.exceptions import NotThatManyLeft, refuse_unknown
from nexus.commerce.inventory.actions import take_back
from nexus.commerce.orders.models import OrderStatus
from nexus.commerce.payments.actions import LineToRefund, open_refund
from nexus.commerce.payments.models import Refund
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

ZERO = Decimal(0)


@transaction.atomic
def receive_return(
    actor: Actor,
    return_id: UUID,
    *,
    restocked: Mapping[UUID, bool] | None = None,
    shipping: Decimal = ZERO,
) -> Return:
    """Take things back that came: what was paid for them is refunded, and the good ones go on hand.

    restocked: by line, whether it can be sold again; a line that isn't named can.
    shipping: how much of what was paid for sending them out is refunded too.
    """
    wish, order = locked_return(actor, return_id, "aftersales.receive_return")
    wish.step_to(ReturnStatus.RECEIVED)
    lines = list(ReturnLine.objects.filter(of_return=wish).select_related("line").order_by("line_id"))
    _judge(lines, restocked or {})
    if not ReturnLine.objects.count_back(wish.pk):
        raise NotThatManyLeft({back.line_id: back.quantity for back in lines}, {})
    wish.refund = _refund(actor, wish, lines, shipping)
    wish.save(update_fields=["status", "refund", "updated_at"])
    if sellable := _sellable(lines):
        take_back(order.pk, sellable, actor=actor, reason=f"Return {wish.pk}")
    close_if_all_is_back(order, wish.part, actor=actor)
    publish(ReturnReceived(wish.pk, wish.part_id), actor=actor)
    return wish


def _judge(lines: Collection[ReturnLine], restocked: Mapping[UUID, bool]) -> None:
    refuse_unknown(restocked, [back.line_id for back in lines])
    for back in lines:
        back.is_restocked = restocked.get(back.line_id, True)
    ReturnLine.objects.bulk_update(lines, ["is_restocked"])


def _refund(actor: Actor, wish: Return, lines: Collection[ReturnLine], shipping: Decimal) -> Refund | None:
    # What was refunded before, without being asked back, isn't refunded again.
    unpaid = {back.line_id: back.line.quantity - back.line.refunded_quantity for back in lines}
    wanted = [LineToRefund(back.line_id, quantity=min(back.quantity, unpaid[back.line_id])) for back in lines]
    is_all_back = wish.part.status == OrderStatus.REFUNDED
    wanted = [line for line in wanted if line.quantity and not is_all_back]
    if not (wanted or shipping):
        return None
    refund = open_refund(actor, wish.part_id, lines=wanted, shipping=shipping, reason=wish.reason)
    send_after_commit(refund)
    return refund


def _sellable(lines: Collection[ReturnLine]) -> dict[UUID, int]:
    # A variant that the catalogue no longer has can't be sold again.
    return {
        back.line.variant_id: back.quantity
        for back in lines
        if back.is_restocked and back.line.variant_id is not None
    }
