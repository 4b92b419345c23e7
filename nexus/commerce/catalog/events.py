"""What the catalogue announces."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ProductCreated(Fact):
    """A seller added a product; on a site with reviews it waits for one."""

    name: ClassVar[str] = "commerce.product.created"
    subject: ClassVar[str] = "product_id"
    product_id: UUID


@dataclass(frozen=True)
class ProductChanged(Fact):
    """A product, a variant of it or its pictures were changed."""

    name: ClassVar[str] = "commerce.product.changed"
    subject: ClassVar[str] = "product_id"
    product_id: UUID


@dataclass(frozen=True)
class ProductPublished(Fact):
    """A product that had waited for review, or was taken off, went on sale."""

    name: ClassVar[str] = "commerce.product.published"
    subject: ClassVar[str] = "product_id"
    product_id: UUID


@dataclass(frozen=True)
class ProductArchived(Fact):
    """A product was taken off; what was ordered of it keeps pointing to it."""

    name: ClassVar[str] = "commerce.product.archived"
    subject: ClassVar[str] = "product_id"
    product_id: UUID
