from collections.abc import Mapping
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


def event_of(row: Mapping[str, Any]) -> Event:
    """Show a row of `Event.objects.rows()`; positions go beyond GraphQL's whole numbers."""
    return Event(**{**row, "position": str(row["position"])})
