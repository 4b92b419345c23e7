from datetime import datetime
from typing import Annotated, Any, ClassVar, Final, TypedDict
from uuid import UUID

import msgspec

from nexus.kernel.api.query import ListQuery, Text

ORDER: Final = ["position"]
Position = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class EventShape(msgspec.Struct):
    """An event as the log has it."""

    example: ClassVar[dict[str, Any]] = {
        "position": 1042,
        "id": "0193a1c2-7c1e-7d3a-9f52-5a1c3b9d8e10",
        "name": "taxonomy.category.created",
        "subject": "7",
        "sequence": 1,
        "payload": {"category_id": 7},
        "actor_id": "0193a1c2-7c1e-7d3a-9f52-5a1c3b9d8e11",
        "request_id": "0193a1c2-7c1e-7d3a-9f52-5a1c3b9d8e12",
        "happened_at": "2026-11-21T09:30:00Z",
    }

    position: int
    id: UUID
    name: str
    subject: str
    sequence: int
    payload: dict[str, Any]
    actor_id: UUID | None
    request_id: str
    happened_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "EventShape":
        """Read a row of `Event.objects.rows()`."""
        return cls(**row)


class EventFilters(TypedDict):
    """What the log is narrowed to."""

    after: int
    name: str | None
    subject: str | None


class EventQuery(ListQuery, kw_only=True):
    """Where to go on in the log, and what to look for."""

    after: Position = 0
    name: Text | None = None
    subject: Text | None = None

    @property
    def filters(self) -> EventFilters:
        """Give the filters as the QuerySet takes them."""
        return {"after": self.after, "name": self.name, "subject": self.subject}
