from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON


@strawberry.type
class Event:
    """Something that happened, as the log has it."""

    position: str
    id: strawberry.ID
    name: str
    subject: str
    sequence: int
    payload: JSON
    actor_id: strawberry.ID | None
    request_id: str
    happened_at: datetime


def events_of(rows: Sequence[Mapping[str, Any]]) -> list[Event]:
    """Show rows of `Event.objects.rows()`."""
    return [
        Event(
            **{
                **row,
                "position": str(row["position"]),
                "id": strawberry.ID(str(row["id"])),
                "actor_id": strawberry.ID(str(row["actor_id"])) if row["actor_id"] else None,
            }
        )
        for row in rows
    ]
