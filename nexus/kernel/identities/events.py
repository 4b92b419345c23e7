"""What becomes of identities."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class IdentityConnected(Fact):
    """An account can be signed in to with an identity of somebody else's keeping."""

    name: ClassVar[str] = "identities.identity.connected"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    provider: str


@dataclass(frozen=True)
class IdentityRemoved(Fact):
    """An identity signs nobody in to the account any more."""

    name: ClassVar[str] = "identities.identity.removed"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    provider: str
