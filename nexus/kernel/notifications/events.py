"""What is announced of notifications; what stands in one, only its account may read."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class NotificationCreated(Fact):
    """An account was told something new. channels: where it wants to hear of it: in_app, live, email."""

    name: ClassVar[str] = "notifications.notification.created"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    kind: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class NotificationRepeated(Fact):
    """What an account hasn't read yet happened once more."""

    name: ClassVar[str] = "notifications.notification.repeated"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    kind: str
    channels: tuple[str, ...]


@dataclass(frozen=True)
class NotificationRead(Fact):
    """An account read a notification."""

    name: ClassVar[str] = "notifications.notification.read"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class NotificationDeleted(Fact):
    """An account took a notification away."""

    name: ClassVar[str] = "notifications.notification.deleted"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class AllNotificationsRead(Fact):
    """An account read all of its notifications, or all up to one."""

    name: ClassVar[str] = "notifications.list.read"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class MailDue(Fact):
    """A notification is to go out by e-mail at once."""

    name: ClassVar[str] = "notifications.mail.due"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID


@dataclass(frozen=True)
class MassMailDue(Fact):
    """A notification that many got at once is to go out by e-mail, when there is time for it."""

    name: ClassVar[str] = "notifications.mass_mail.due"
    subject: ClassVar[str] = "notification_id"
    notification_id: UUID


@dataclass(frozen=True)
class DigestDue(Fact):
    """An account has something to read in one mail: that of the day, or of the week."""

    name: ClassVar[str] = "notifications.digest.due"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    frequency: str


@dataclass(frozen=True)
class PreferencesChanged(Fact):
    """An account wishes to be told otherwise of some kinds."""

    name: ClassVar[str] = "notifications.preferences.changed"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    kinds: tuple[str, ...]
