"""What stores announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class StoreChanged(Fact):
    """What a store says of itself, or what the site keeps of its sales, was changed."""

    name: ClassVar[str] = "commerce.store.changed"
    subject: ClassVar[str] = "store_id"
    store_id: UUID


@dataclass(frozen=True)
class MemberAdded(Fact):
    """Someone began to work for a store."""

    name: ClassVar[str] = "commerce.store.member_added"
    subject: ClassVar[str] = "store_id"
    store_id: UUID
    user_id: UUID
    role: str


@dataclass(frozen=True)
class MemberChanged(Fact):
    """A member of a store has another role now."""

    name: ClassVar[str] = "commerce.store.member_changed"
    subject: ClassVar[str] = "store_id"
    store_id: UUID
    user_id: UUID
    role: str


@dataclass(frozen=True)
class MemberRemoved(Fact):
    """Someone works for a store no longer."""

    name: ClassVar[str] = "commerce.store.member_removed"
    subject: ClassVar[str] = "store_id"
    store_id: UUID
    user_id: UUID
