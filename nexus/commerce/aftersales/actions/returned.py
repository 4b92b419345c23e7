from django.db.models import F

from nexus.commerce.orders.actions import move_part
from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStatus
from nexus.kernel.kit.actor import Actor


def close_if_all_is_back(order: Order, part: OrderPart, *, actor: Actor) -> None:
    """Take a part to returned, once everything of it that was sent has come back."""
    if part.status not in {OrderStatus.SHIPPED, OrderStatus.DELIVERED}:
        return
    if not OrderLine.objects.filter(part=part, shipped_quantity__gt=F("returned_quantity")).exists():
        move_part(order, part, OrderStatus.RETURNED, actor=actor)
