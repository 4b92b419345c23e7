"""Links that end mail without a sign-in: signed, for one account and one kind, and good for nothing else."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from nexus.kernel.api.errors import NotFound
from nexus.kernel.notifications.kinds import Frequency, Kind

_SIGNER: Final = "nexus.notifications.unsubscribe"
# Names of kinds hold no full stop.
_DIGEST: Final = "digest."


@dataclass(frozen=True, slots=True)
class Unsubscribing:
    """Whom a link ends which mail for. scope: a kind's name, or `digest.daily`."""

    user_id: UUID
    scope: str

    @classmethod
    def from_kind(cls, user_id: UUID, kind: Kind) -> "Unsubscribing":
        """End the mail of one kind."""
        return cls(user_id, kind.name)

    @classmethod
    def from_digest(cls, user_id: UUID, frequency: Frequency) -> "Unsubscribing":
        """End the mail of the day, or of the week, and so that of every kind in it."""
        return cls(user_id, _DIGEST + frequency)

    @classmethod
    def read(cls, token: str) -> "Unsubscribing":
        """Read the token of a link; NotFound where it isn't one of ours."""
        try:
            user_id, _, scope = Signer(salt=_SIGNER).unsign(token).partition(".")
        except BadSignature:
            raise NotFound("This link is not whole. Copy it from the mail once more.") from None
        return cls(UUID(user_id), scope)

    @property
    def digest(self) -> Frequency | None:
        """Name the digest that it ends; None where it ends one kind."""
        return Frequency(self.scope.removeprefix(_DIGEST)) if self.scope.startswith(_DIGEST) else None

    @property
    def token(self) -> str:
        """Sign it."""
        return Signer(salt=_SIGNER).sign(f"{self.user_id.hex}.{self.scope}")

    @property
    def url(self) -> str:
        """Give the whole link."""
        return f"{settings.SITE_URL.rstrip('/')}/notifications/unsubscribe/{self.token}/"

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers by which a mail program offers it as one click (RFC 2369, RFC 8058)."""
        return {
            "List-Unsubscribe": f"<{self.url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
