from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.commerce.aftersales.events import ReturnRequested
from nexus.commerce.aftersales.exceptions import NotReturnable, SeveralSellers
from nexus.commerce.aftersales.models import Return, ReturnLine
from nexus.commerce.fulfilment.exceptions import NotThatManyLeft, refuse_unknown
from nexus.commerce.fulfilment.models import ShipmentLine
from nexus.commerce.orders.actions import locked_order
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition, Unprocessable
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

Quantities = Mapping[UUID, int]  # by line

# Each one is a mail to the seller, and a customer may withdraw it and ask again.
MOST_RETURNS: Final = 20
_RETURNABLE: Final = frozenset({OrderStatus.PART_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED})


@transaction.atomic
def request_return(actor: Actor, order_id: UUID, quantities: Quantities, *, reason: str) -> Return:
    """Ask a seller to take back what it sent: within NEXUS_RETURN_DAYS of its arrival, each piece once."""
    require(actor, "aftersales.look_for_order")
    require(actor, "aftersales.request_return", Order.objects.visible_to(actor).get(pk=order_id))
    order = locked_order(order_id)
    lines = {line.pk: line for line in OrderLine.objects.filter(part__order=order).select_related("part")}
    refuse_unknown(quantities, lines)
    part = _one_part([lines[line] for line in quantities])
    _expect_out(part.pk, {line: lines[line] for line in quantities}, quantities)
    _expect_in_time(part.pk, quantities)
    _expect_few(part.pk)
    return _written(actor, order, part, quantities, reason)


def _one_part(lines: list[OrderLine]) -> OrderPart:
    parts = {line.part_id: line.part for line in lines}
    if len(parts) > 1:
        raise SeveralSellers((part, [line.pk for line in lines if line.part_id == part]) for part in parts)
    part = next(iter(parts.values()))
    if part.status not in _RETURNABLE:
        raise InvalidTransition(f"Only what was sent can be given back; this sale is {part.status}.")
    return part


def _expect_out(part_id: UUID, lines: Mapping[UUID, OrderLine], asked: Quantities) -> None:
    under_way = ReturnLine.objects.under_way(part_id)
    out = {
        key: line.shipped_quantity - line.returned_quantity - under_way.get(key, 0)
        for key, line in lines.items()
    }
    if any(quantity > out[line] for line, quantity in asked.items()):
        raise NotThatManyLeft(asked, out)


def _expect_in_time(part_id: UUID, asked: Quantities) -> None:
    arrivals = ShipmentLine.objects.last_arrivals(part_id)
    earliest = timezone.now() - timedelta(days=settings.NEXUS_RETURN_DAYS)
    sentence = f"The time to give it back is over: it is {settings.NEXUS_RETURN_DAYS} days from its arrival."
    if late := {line: sentence for line in asked if arrivals[line] < earliest}:
        raise NotReturnable(late)


def _expect_few(part_id: UUID) -> None:
    if Return.objects.filter(part=part_id).count() >= MOST_RETURNS:
        raise Unprocessable(f"One can ask {MOST_RETURNS} times to give something of a sale back.")


def _written(actor: Actor, order: Order, part: OrderPart, asked: Quantities, reason: str) -> Return:
    wish = Return(part=part, customer_id=order.customer_id, seller_id=part.seller_id, reason=reason)
    wish.save(force_insert=True)
    ReturnLine.objects.bulk_create(
        ReturnLine(of_return=wish, line_id=line, quantity=quantity) for line, quantity in asked.items()
    )
    publish(ReturnRequested(wish.pk, part.pk), actor=actor)
    return wish
