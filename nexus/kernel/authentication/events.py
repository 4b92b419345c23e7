"""What sign-ins announce."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class SignedIn(Fact):
    """An account proved who it is, and an app took its tokens."""

    name: ClassVar[str] = "authentication.session.started"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class SignedOut(Fact):
    """An app gave its tokens back."""

    name: ClassVar[str] = "authentication.session.ended"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class RefreshTokenReused(Fact):
    """A refresh token came a second time: two hold it, one of them a thief, so its family was ended."""

    name: ClassVar[str] = "authentication.refresh_token.reused"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
    family_id: UUID


@dataclass(frozen=True)
class UnfamiliarSignIn(Fact):
    """An account was signed in to from a place or by a device that it hadn't come by of late."""

    name: ClassVar[str] = "authentication.session.unfamiliar"
    subject: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True)
class PasswordChanged(Fact):
    """An account has a new password: what was signed in before is so no more."""

    name: ClassVar[str] = "authentication.password.changed"
    subject: ClassVar[str] = "user_id"
    user_id: UUID
