from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

Row = Mapping[str, Any]


@strawberry.type
class Who:
    """An account, as far as it is still there."""

    id: strawberry.ID
    username: str | None


@strawberry.type
class Change:
    """A change of one row: by column, what it was and what it became."""

    happened_at: datetime
    kind: str
    id: strawberry.ID
    did: str
    changes: JSON
    by: Who | None
    reason: str
    request_id: str


@strawberry.type
class SecurityEvent:
    """What concerns who may come into an account."""

    happened_at: datetime
    name: str
    user: Who | None
    by: Who | None
    address: str
    user_agent: str
    details: JSON
    request_id: str


def changes_of(rows: Sequence[Row]) -> list[Change]:
    """Show rows of `Change.objects.rows()`."""
    return [
        Change(
            happened_at=row["happened_at"],
            kind=row["kind"],
            id=strawberry.ID(row["object_id"]),
            did=row["did"],
            changes=row["changes"],
            by=_who(row, "actor"),
            reason=row["reason"],
            request_id=row["request_id"],
        )
        for row in rows
    ]


def security_events_of(rows: Sequence[Row]) -> list[SecurityEvent]:
    """Show rows of `SecurityEvent.objects.rows()`."""
    return [
        SecurityEvent(
            happened_at=row["happened_at"],
            name=row["name"],
            user=_who(row, "user"),
            by=_who(row, "actor"),
            address=row["address"],
            user_agent=row["user_agent"],
            details=row["details"],
            request_id=row["request_id"],
        )
        for row in rows
    ]


def _who(row: Row, part: str) -> Who | None:
    account = row[f"{part}_id"]
    return Who(id=strawberry.ID(str(account)), username=row[f"{part}__username"]) if account else None
