"""What is announced of returns; that money went back is the payments' to tell."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ReturnRequested(Fact):
    """A customer asked to give things back."""

    name: ClassVar[str] = "commerce.return.requested"
    subject: ClassVar[str] = "return_id"
    return_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class ReturnApproved(Fact):
    """A seller agreed: the customer may send the things."""

    name: ClassVar[str] = "commerce.return.approved"
    subject: ClassVar[str] = "return_id"
    return_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class ReturnRejected(Fact):
    """A seller refused to take the things back, or they never came."""

    name: ClassVar[str] = "commerce.return.rejected"
    subject: ClassVar[str] = "return_id"
    return_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class ReturnReceived(Fact):
    """The things are back, and what was paid for them goes back too."""

    name: ClassVar[str] = "commerce.return.received"
    subject: ClassVar[str] = "return_id"
    return_id: UUID
    part_id: UUID


@dataclass(frozen=True)
class ReturnWithdrawn(Fact):
    """The customer keeps the things after all."""

    name: ClassVar[str] = "commerce.return.withdrawn"
    subject: ClassVar[str] = "return_id"
    return_id: UUID
    part_id: UUID
