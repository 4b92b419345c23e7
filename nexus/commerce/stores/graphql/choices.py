"""The words that stores are described in, as enums of the schema."""

import strawberry

from nexus.commerce.stores.models import StoreRole

__all__ = ["StoreRole"]

strawberry.enum(StoreRole)
