"""What keys announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ApiKeyCreated(Fact):
    """An account made a key, by which a machine may act for it."""

    name: ClassVar[str] = "api_keys.key.created"
    subject: ClassVar[str] = "key_id"
    key_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class ApiKeyRevoked(Fact):
    """A key was taken back."""

    name: ClassVar[str] = "api_keys.key.revoked"
    subject: ClassVar[str] = "key_id"
    key_id: UUID
    user_id: UUID
