from collections.abc import Mapping
from uuid import UUID

from nexus.commerce.fulfilment.actions.progress import move_on
from nexus.commerce.fulfilment.exceptions import NotThatManyLeft
from nexus.commerce.fulfilment.models import add_cancelled
from nexus.commerce.inventory.actions import release
from nexus.commerce.orders.models import Order, OrderLine, OrderPart
from nexus.kernel.kit.actor import Actor


def withhold(
    order: Order,
    part: OrderPart,
    lines: Mapping[OrderLine, int],
    *,
    actor: Actor,
    reason: str,
) -> None:
    """Send so many of a part's lines no more, because they are refunded: their stock is given back.

    The order is locked by the caller.
    """
    quantities = {line.pk: quantity for line, quantity in lines.items()}
    if not add_cancelled(part.pk, quantities):
        raise NotThatManyLeft(quantities, {})
    stocked: dict[UUID, int] = {
        line.variant_id: quantity for line, quantity in lines.items() if line.variant_id is not None
    }
    if stocked:
        release(order.pk, stocked, actor=actor, reason=reason)
    move_on(order, part, actor=actor)
