"""An order's state can be listened to by its customer, by those who sell a part of it, and by staff."""

from collections.abc import Iterator
from typing import Any

from nexus.commerce.orders.events import OrderPartCancelled, OrderPlaced
from nexus.commerce.orders.models import Order, OrderPart, OrderStatus
from nexus.kernel.events.bus import Heard
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.topics import Topic, topic

# Each other fact is named as the state that it leads to.
_STATUS = {OrderPlaced.name: OrderStatus.PENDING_PAYMENT.value, OrderPartCancelled.name: None}


def _is_party(actor: Actor, order_id: str) -> bool:
    bought = Order.objects.visible_to(actor).filter(pk=order_id)
    return bought.exists() or OrderPart.objects.visible_to(actor).filter(order_id=order_id).exists()


def _order(heard: Heard[Any]) -> Iterator[str]:
    yield heard.payload["order_id"]


def _shape(heard: Heard[Any]) -> dict[str, Any]:
    # Nothing of the parts: what one seller does is no other's business.
    step = heard.name.rpartition(".")[2]
    return {"order_id": heard.payload["order_id"], "status": _STATUS.get(heard.name, step)}


topic(
    Topic(
        name="order",
        facts=("commerce.order.*",),
        may_listen=_is_party,
        ids_of=_order,
        shape=_shape,
        doubts=("commerce.store.member_*",),
    )
)
