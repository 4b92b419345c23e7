from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from nexus.kernel.notifications.actions import Choice
from nexus.kernel.notifications.kinds import Frequency

strawberry.enum(Frequency, name="NotificationFrequency", description=Frequency.__doc__)


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


def notifications_of(rows: Sequence[Mapping[str, Any]]) -> list[Notification]:
    """Show rows of `Notification.objects.rows()`."""
    return [Notification(**row, is_read=row["read_at"] is not None) for row in rows]


def preferences_of(choices: Sequence[Choice]) -> list[NotificationPreference]:
    """Show how an account is told of kinds."""
    return [
        NotificationPreference(
            kind=one.kind.name,
            label=one.kind.label,
            group=one.kind.group,
            in_app=one.channels.in_app,
            live=one.channels.live,
            email=one.channels.email,
        )
        for one in choices
    ]
