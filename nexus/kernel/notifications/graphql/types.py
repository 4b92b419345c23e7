from datetime import datetime

import strawberry
from strawberry.scalars import JSON

from nexus.kernel.notifications.kinds import Frequency

strawberry.enum(Frequency, name="NotificationFrequency")


@strawberry.type
class Notification:
    """What an account was told; count: how often that happened while it was unread."""

    id: strawberry.ID
    kind: str
    title: str
    text: str
    link: str
    about: JSON
    count: int
    is_read: bool
    read_at: datetime | None
    created_at: datetime
    happened_at: datetime


@strawberry.type
class NotificationCounts:
    """How many one has yet to read."""

    unread: int


@strawberry.type
class NotificationPreference:
    """How one is told of a kind."""

    kind: str
    label: str
    group: str
    in_app: bool
    live: bool
    email: Frequency
