"""What is announced of orders."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class OrderPlaced(Fact):
    """A customer ordered: the things are held until the order is paid, or its time is up."""

    name: ClassVar[str] = "commerce.order.placed"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderPaid(Fact):
    """An order was paid: by no payment where there was nothing to pay."""

    name: ClassVar[str] = "commerce.order.paid"
    subject: ClassVar[str] = "order_id"
    order_id: UUID
    payment_id: UUID | None


@dataclass(frozen=True)
class OrderPartShipped(Fact):
    """Some of an order is on its way, and some is yet to be sent."""

    name: ClassVar[str] = "commerce.order.part_shipped"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderShipped(Fact):
    """All of an order that is still wanted is on its way."""

    name: ClassVar[str] = "commerce.order.shipped"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderDelivered(Fact):
    """All of an order that is still wanted has arrived."""

    name: ClassVar[str] = "commerce.order.delivered"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderCancelled(Fact):
    """An order came to nothing: by its customer, a seller, or because it wasn't paid in time."""

    name: ClassVar[str] = "commerce.order.cancelled"
    subject: ClassVar[str] = "order_id"
    order_id: UUID
    reason: str


@dataclass(frozen=True)
class OrderRefunded(Fact):
    """All that was paid for an order was given back."""

    name: ClassVar[str] = "commerce.order.refunded"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderReturned(Fact):
    """All of an order that was sent came back."""

    name: ClassVar[str] = "commerce.order.returned"
    subject: ClassVar[str] = "order_id"
    order_id: UUID


@dataclass(frozen=True)
class OrderPartCancelled(Fact):
    """One seller's part of an order came to nothing, and the rest goes on."""

    name: ClassVar[str] = "commerce.order.part_cancelled"
    subject: ClassVar[str] = "order_id"
    order_id: UUID
    part_id: UUID
    reason: str
