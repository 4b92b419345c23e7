from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import ListQuery, Text
from nexus.kernel.audit.models import ChangeFilters, EventFilters

ORDER = ["-position"]

Moment = Annotated[
    datetime, msgspec.Meta(tz=True, extra={"words": "a moment with its zone, such as 2026-11-21T09:30:00Z"})
]

_ACCOUNT = {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "nora"}


class Who(msgspec.Struct):
    """An account, as far as it is still there."""

    id: UUID
    username: str | None


class ChangeShape(msgspec.Struct):
    """A change of one row: by column, what it was and what it became."""

    example: ClassVar[dict[str, Any]] = {
        "position": 4711,
        "happened_at": "2026-11-21T09:30:00Z",
        "kind": "product",
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
        "did": "update",
        "changes": {"price": ["120.00", "99.00"]},
        "by": _ACCOUNT,
        "reason": "Sale until Sunday",
        "request_id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e12",
    }

    position: int
    happened_at: datetime
    kind: str
    id: str
    did: str
    changes: dict[str, Any]
    by: Who | None
    reason: str
    request_id: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "ChangeShape":
        """Read a row of `Change.objects.rows()`."""
        return cls(
            row["position"],
            row["happened_at"],
            row["kind"],
            row["object_id"],
            row["did"],
            row["changes"],
            _who(row, "actor"),
            row["reason"],
            row["request_id"],
        )


class HistoryQuery(ListQuery, kw_only=True):
    """How a thing's history is paged; `cursor=` begins a walk."""


class ChangeQuery(ListQuery, kw_only=True):
    """What the history of everything can be narrowed to."""

    kind: Text | None = None
    id: Text | None = None
    actor: UUID | None = None
    request: Text | None = None
    since: Moment | None = None
    until: Moment | None = None

    @property
    def filters(self) -> ChangeFilters:
        """Give the filters as the QuerySet takes them."""
        return {
            "kind": self.kind,
            "id": self.id,
            "actor": self.actor,
            "request": self.request,
            "since": self.since,
            "until": self.until,
        }


class SecurityEventShape(msgspec.Struct):
    """What concerns who may come into an account."""

    example: ClassVar[dict[str, Any]] = {
        "position": 815,
        "happened_at": "2026-11-21T09:30:00Z",
        "name": "signed_in",
        "user": _ACCOUNT,
        "by": _ACCOUNT,
        "address": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "details": {},
        "request_id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e12",
    }

    position: int
    happened_at: datetime
    name: str
    user: Who | None
    by: Who | None
    address: str
    user_agent: str
    details: dict[str, Any]
    request_id: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "SecurityEventShape":
        """Read a row of `SecurityEvent.objects.rows()`."""
        return cls(
            row["position"],
            row["happened_at"],
            row["name"],
            _who(row, "user"),
            _who(row, "actor"),
            row["address"],
            row["user_agent"],
            row["details"],
            row["request_id"],
        )


class SecurityEventQuery(ListQuery, kw_only=True):
    """What security events can be narrowed to."""

    name: Text | None = None
    user: UUID | None = None
    actor: UUID | None = None
    address: Text | None = None
    since: Moment | None = None
    until: Moment | None = None

    @property
    def filters(self) -> EventFilters:
        """Give the filters as the QuerySet takes them."""
        return {
            "name": self.name,
            "user": self.user,
            "actor": self.actor,
            "address": self.address,
            "since": self.since,
            "until": self.until,
        }


def _who(row: dict[str, Any], part: str) -> Who | None:
    account = row[f"{part}_id"]
    return None if account is None else Who(account, row[f"{part}__username"])
