from datetime import datetime

import strawberry
from strawberry.scalars import JSON


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
