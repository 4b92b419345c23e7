"""What is announced of shipping."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ShippingMethodAdded(Fact):
    """A seller, or the site, offers one more way of sending."""

    name: ClassVar[str] = "commerce.shipping_method.added"
    subject: ClassVar[str] = "method_id"
    method_id: UUID


@dataclass(frozen=True)
class ShippingMethodChanged(Fact):
    """A way of sending was changed; orders keep the price that they were placed at."""

    name: ClassVar[str] = "commerce.shipping_method.changed"
    subject: ClassVar[str] = "method_id"
    method_id: UUID


@dataclass(frozen=True)
class ShippingMethodRemoved(Fact):
    """A way of sending is offered no longer."""

    name: ClassVar[str] = "commerce.shipping_method.removed"
    subject: ClassVar[str] = "method_id"
    method_id: UUID
