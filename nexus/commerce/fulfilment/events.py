"""What fulfilment announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ShipmentSent(Fact):
    """A seller sent a parcel."""

    name: ClassVar[str] = "commerce.shipment.sent"
    subject: ClassVar[str] = "shipment_id"
    shipment_id: UUID
    order_id: UUID
    part_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class ShipmentChanged(Fact):
    """A seller corrected how a parcel can be followed."""

    name: ClassVar[str] = "commerce.shipment.changed"
    subject: ClassVar[str] = "shipment_id"
    shipment_id: UUID
    order_id: UUID
    part_id: UUID
    seller_id: UUID


@dataclass(frozen=True)
class ShipmentDelivered(Fact):
    """A parcel reached its customer."""

    name: ClassVar[str] = "commerce.shipment.delivered"
    subject: ClassVar[str] = "shipment_id"
    shipment_id: UUID
    order_id: UUID
    part_id: UUID
    seller_id: UUID
