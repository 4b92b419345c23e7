from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import ListQuery

Row = dict[str, Any]

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_STORE: Row = {
    "id": _ID,
    "owner": {"id": _ID, "username": "nexus_outfitters"},
    "name": "Nexus Outfitters",
    "description": "Linen and wool, from small mills.",
    "country": "DE",
    "created_at": "2026-11-21T09:30:00Z",
}


class StoreShape(msgspec.Struct):
    """A store as everyone sees it; its id is its seller's."""

    example: ClassVar[Row] = _STORE

    id: UUID
    owner: UserRef
    name: str
    description: str
    country: str
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> "StoreShape":
        """Read a row of `Store.objects.rows()`."""
        return cls(*_store(row))


class OwnStoreShape(StoreShape):
    """A store as those who run it see it, with what stands on its invoices."""

    example: ClassVar[Row] = _STORE | {
        "legal_name": "Nexus Outfitters GmbH",
        "tax_number": "DE123456789",
        "address": {"line1": "Speicherstr. 1", "postal_code": "20457", "city": "Hamburg"},
        "commission_rate": None,
    }

    legal_name: str
    tax_number: str
    address: dict[str, str]
    commission_rate: Decimal | None

    @classmethod
    def of(cls, row: Row) -> "OwnStoreShape":
        """Read a row of `Store.objects.rows()`."""
        private = (row["legal_name"], row["tax_number"], row["address"], row["commission_rate"])
        return cls(*(*_store(row), *private))


class MemberShape(msgspec.Struct):
    """Someone who works for a store: a manager does everything but choose members, staff ships orders."""

    example: ClassVar[Row] = {
        "id": _ID,
        "user": {"id": _ID, "username": "nora"},
        "role": "staff",
        "joined_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    user: UserRef
    role: str
    joined_at: datetime

    @classmethod
    def of(cls, row: Row) -> "MemberShape":
        """Read a row of `Member.objects.rows()`."""
        return cls(row["id"], UserRef(row["user_id"], row["user__username"]), row["role"], row["joined_at"])


class StoreChoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which of the stores that one works for is meant: the id of its seller."""

    store: UUID | None = None


class MemberQuery(ListQuery, kw_only=True):
    """What the list of a store's members takes."""

    store: UUID | None = None


def _store(row: Row) -> tuple[Any, ...]:
    return (
        row["owner_id"],
        UserRef(row["owner_id"], row["owner__username"]),
        row["name"],
        row["description"],
        row["country"],
        row["created_at"],
    )
