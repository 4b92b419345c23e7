from typing import Any, ClassVar

import msgspec

from nexus.kernel.accounts.rest.shapes import UserShape
from nexus.kernel.authentication.actions import Tokens

_ACCESS = "eyJhbGciOiJFZERTQSIsImtpZCI6IuKApiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiLigKYifQ.c2lnbmF0dXJl"
_REFRESH = "Zk3vYt0p5m2X9hQ7cL4sJ8nW1bR6uD0eTgAoKiVxMPs"


class TokenPair(msgspec.Struct):
    """An access token for ten minutes, and the refresh token that is exchanged for the next pair."""

    example: ClassVar[dict[str, Any]] = {"access": _ACCESS, "refresh": _REFRESH}

    access: str
    refresh: str

    @classmethod
    def of(cls, tokens: Tokens) -> "TokenPair":
        """Show what an action gave out."""
        return cls(tokens.access, tokens.refresh)


class RenewedShape(msgspec.Struct):
    """The next tokens; the refresh token of a browser is in its cookie, and null here."""

    example: ClassVar[dict[str, Any]] = {"access": _ACCESS, "refresh": _REFRESH}

    access: str
    refresh: str | None


class SignedInShape(RenewedShape):
    """The tokens, and whose they are."""

    example: ClassVar[dict[str, Any]] = {**TokenPair.example, "user": UserShape.example}

    user: UserShape
