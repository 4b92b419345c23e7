"""What happens to other programs."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ClientRegistered(Fact):
    """A program was registered, that may ask people to let it act for them."""

    name: ClassVar[str] = "oauth.client.registered"
    subject: ClassVar[str] = "client_id"
    client_id: UUID
    user_id: UUID | None


@dataclass(frozen=True)
class ClientDeleted(Fact):
    """A program was deleted, and with it every token that it held."""

    name: ClassVar[str] = "oauth.client.deleted"
    subject: ClassVar[str] = "client_id"
    client_id: UUID
    user_id: UUID | None


@dataclass(frozen=True)
class AuthorizationEnded(Fact):
    """An account took back what it had allowed a program."""

    name: ClassVar[str] = "oauth.authorization.ended"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    client_id: UUID
