from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.stores.graphql.choices import StoreRole
from nexus.kernel.accounts.graphql.types import User, user_of


@strawberry.interface
class StoreFront:
    """What everyone sees of a store; its id is its seller's."""

    id: strawberry.ID
    owner: User
    name: str
    description: str
    country: str
    created_at: datetime


@strawberry.type
class Store(StoreFront):
    """A store as everyone sees it."""


@strawberry.type
class OwnStore(StoreFront):
    """A store as those who run it see it, with what stands on its invoices."""

    legal_name: str
    tax_number: str
    address: JSON
    commission_rate: Decimal | None


@strawberry.type
class StoreMember:
    """Someone who works for a store."""

    id: strawberry.ID
    user: User
    role: StoreRole
    joined_at: datetime


def store_of(row: Mapping[str, Any]) -> Store:
    """Show a row of `Store.objects.rows()` to everyone."""
    return Store(**_front(row))


def own_store_of(row: Mapping[str, Any]) -> OwnStore:
    """Show a row of `Store.objects.rows()` to those who run it."""
    return OwnStore(
        **_front(row),
        legal_name=row["legal_name"],
        tax_number=row["tax_number"],
        address=row["address"],
        commission_rate=row["commission_rate"],
    )


def _front(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["owner_id"],
        "owner": user_of(row["owner_id"], row["owner__username"]),
        "name": row["name"],
        "description": row["description"],
        "country": row["country"],
        "created_at": row["created_at"],
    }
