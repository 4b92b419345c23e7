from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import ListQuery
from nexus.kernel.notifications.actions import Choice
from nexus.kernel.notifications.models.notification import NEWEST, NotificationFilters

Row = dict[str, Any]
KindName = Annotated[str, msgspec.Meta(pattern="^[a-z_]{1,50}$", extra={"words": "a kind of notification"})]


class NotificationShape(msgspec.Struct):
    """What an account was told; `count`: how often that happened while it was unread."""

    example: ClassVar[Row] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e21",
        "kind": "order_shipped",
        "title": "A parcel of order N-001000001 is on its way",
        "text": "Nexus Outfitters has sent it with DHL.",
        "link": "/api/orders/0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11/",
        "about": {"order": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11"},
        "count": 1,
        "is_read": False,
        "read_at": None,
        "created_at": "2026-11-21T09:30:00Z",
        "happened_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    kind: str
    title: str
    text: str
    link: str
    about: dict[str, str]
    count: int
    is_read: bool
    read_at: datetime | None
    created_at: datetime
    happened_at: datetime

    @classmethod
    def of(cls, row: Row) -> "NotificationShape":
        """Read a row of `Notification.objects.rows()`."""
        return cls(**row, is_read=row["read_at"] is not None)


class NotificationQuery(ListQuery, kw_only=True):
    """Notifications come by when they last happened, newest first."""

    order: ClassVar[tuple[str, str]] = NEWEST

    unread: bool | None = None
    kind: KindName | None = None

    @property
    def filters(self) -> NotificationFilters:
        """Give what the list is narrowed to."""
        return {"unread": self.unread, "kind": self.kind}


class CountsShape(msgspec.Struct):
    """How many one has yet to read."""

    example: ClassVar[Row] = {"unread": 3}

    unread: int


class PreferenceShape(msgspec.Struct):
    """How one is told of a kind; email: immediately, daily, weekly or never."""

    kind: str
    label: str
    group: str
    in_app: bool
    live: bool
    email: str

    @classmethod
    def of(cls, choice: Choice) -> "PreferenceShape":
        """Read how an account is told of a kind."""
        kind, to = choice.kind, choice.channels
        return cls(kind.name, kind.label, kind.group, to.in_app, to.live, to.email.value)


class PreferencesShape(msgspec.Struct):
    """How one is told of every kind."""

    example: ClassVar[Row] = {
        "preferences": [
            {
                "kind": "order_shipped",
                "label": "A parcel is on its way",
                "group": "Orders",
                "in_app": True,
                "live": True,
                "email": "never",
            }
        ]
    }

    preferences: list[PreferenceShape]
