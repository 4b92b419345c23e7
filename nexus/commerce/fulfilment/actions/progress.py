"""How far a seller's part has come: what its lines and its parcels say."""

from uuid import UUID

from nexus.commerce.fulfilment.models import Shipment, left_to_ship
from nexus.commerce.orders.actions.moving import locked_order, move_part
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.kernel.access import require
from nexus.kernel.kit.actor import Actor


def locked_part(actor: Actor, part_id: UUID, permission: str) -> tuple[Order, OrderPart]:
    """Give a part that the actor may do this to, and its order, held until the transaction ends."""
    require(actor, "fulfilment.look_for_sale")
    parts = OrderPart.objects.visible_to(actor)
    part = parts.get(pk=part_id)
    require(actor, permission, part)
    order = locked_order(part.order_id)
    part.refresh_from_db()  # it may have moved while another held the order
    return order, part


def move_on(order: Order, part: OrderPart, *, actor: Actor) -> None:
    """Take a part as far as it has come: shipped in part or whole, and delivered once every parcel is."""
    if part.status in {OrderStatus.PAID, OrderStatus.PART_SHIPPED}:
        lines = OrderLine.objects.filter(part=part.pk)
        counts = [(line.shipped_quantity, left_to_ship(line)) for line in lines]
        if any(shipped for shipped, _ in counts):
            is_whole = not any(left for _, left in counts)
            _move(order, part, OrderStatus.SHIPPED if is_whole else OrderStatus.PART_SHIPPED, actor)
    if part.status == OrderStatus.SHIPPED and not Shipment.objects.on_the_way().filter(part=part.pk).exists():
        _move(order, part, OrderStatus.DELIVERED, actor)


def _move(order: Order, part: OrderPart, to: OrderStatus, actor: Actor) -> None:
    if part.status != to:
        move_part(order, part, to, actor=actor)
