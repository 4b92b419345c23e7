"""What is announced of endpoints; who hears what is theirs alone, and so is told nowhere."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class EndpointCreated(Fact):
    """Someone wants to be told what happens."""

    name: ClassVar[str] = "webhooks.endpoint.created"
    subject: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    side: str
    owner_id: UUID | None


@dataclass(frozen=True)
class EndpointChanged(Fact):
    """An endpoint's address or events were changed, or it was paused or resumed."""

    name: ClassVar[str] = "webhooks.endpoint.changed"
    subject: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    side: str
    owner_id: UUID | None


@dataclass(frozen=True)
class SecretRotated(Fact):
    """An endpoint has a new secret; the one before holds for a while."""

    name: ClassVar[str] = "webhooks.endpoint.secret_rotated"
    subject: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    side: str
    owner_id: UUID | None


@dataclass(frozen=True)
class EndpointDisabled(Fact):
    """Nexus gave an endpoint up: it asked for it, or failed for days."""

    name: ClassVar[str] = "webhooks.endpoint.disabled"
    subject: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    side: str
    owner_id: UUID | None


@dataclass(frozen=True)
class EndpointDeleted(Fact):
    """An endpoint is told nothing any more."""

    name: ClassVar[str] = "webhooks.endpoint.deleted"
    subject: ClassVar[str] = "endpoint_id"
    endpoint_id: UUID
    side: str
    owner_id: UUID | None
