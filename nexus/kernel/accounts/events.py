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


@dataclass(frozen=True)
class UserDeactivated(Fact):
    """An account was shut by its owner."""

    name: ClassVar[str] = "accounts.user.deactivated"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class RoleTaken(Fact):
    """An account became a seller, an employer or a job seeker."""

    name: ClassVar[str] = "accounts.role.taken"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    role: str


@dataclass(frozen=True)
class RoleGivenUp(Fact):
    """An account is a seller, an employer or a job seeker no more."""

    name: ClassVar[str] = "accounts.role.given_up"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    role: str


@dataclass(frozen=True)
class AddressConfirmed(Fact):
    """An account's e-mail address was confirmed; it is the one that counts."""

    name: ClassVar[str] = "accounts.email.confirmed"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class LinkAsked(Fact):
    """Somebody asked for a link to be mailed; to whom, only the request says, until it is answered."""

    name: ClassVar[str] = "accounts.link.asked"
    subject: ClassVar[str] = "request_id"
    request_id: UUID


@dataclass(frozen=True)
class ExportAsked(Fact):
    """An account asked for all that is kept of it."""

    name: ClassVar[str] = "accounts.export.asked"
    subject: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class ExportReady(Fact):
    """All that is kept of an account lies ready for its owner."""

    name: ClassVar[str] = "accounts.export.ready"
    subject: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID


@dataclass(frozen=True)
class ErasureAsked(Fact):
    """An account asked to be forgotten: it is shut, and erased when the grace is over."""

    name: ClassVar[str] = "accounts.erasure.asked"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    erasure_id: UUID


@dataclass(frozen=True)
class ErasureTakenBack(Fact):
    """An account is kept after all, and open again."""

    name: ClassVar[str] = "accounts.erasure.taken_back"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class UserErased(Fact):
    """An account was forgotten: what the law keeps names nobody any more."""

    name: ClassVar[str] = "accounts.user.erased"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
