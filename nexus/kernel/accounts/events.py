"""What accounts announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class UserRegistered(Fact):
    """An account was opened."""

    name: ClassVar[str] = "accounts.user.registered"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class UserChanged(Fact):
    """An account's particulars were changed; the names of the fields, not what stands in them."""

    name: ClassVar[str] = "accounts.user.changed"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    fields: list[str]


@dataclass(frozen=True)
class UserDeleted(Fact):
    """An account was removed."""

    name: ClassVar[str] = "accounts.user.deleted"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
