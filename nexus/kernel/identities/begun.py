"""Sign-ins that were begun: kept in Valkey for ten minutes, and taken once.

An app holds the state; through browser and provider goes only its hash. So what comes back in an address is
worth nothing to whoever made somebody follow it: a sign-in is finished by the one who began it, or by nobody.
"""

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from redis import RedisError

from nexus.kernel.api.errors import ServiceUnavailable
from nexus.kernel.identities.exceptions import InvalidState
from nexus.kernel.kit.valkey import valkey

SECONDS: Final = 600
_CAME_BACK: Final = (
    "This is the state that came back in the address. Send the one that beginning the sign-in answered."
)


class Begun(msgspec.Struct, frozen=True):
    """What is remembered until somebody comes back. account_id: whose identity it is to become, if any."""

    provider: str
    redirect_uri: str
    nonce: str
    verifier: str
    account_id: UUID | None = None

    @classmethod
    def now(cls, provider: str, redirect_uri: str, account_id: UUID | None) -> "Begun":
        """Draw what nobody can guess."""
        return cls(provider, redirect_uri, secrets.token_urlsafe(32), secrets.token_urlsafe(48), account_id)

    @property
    def challenge(self) -> str:
        """Give the hash by which the provider will know the verifier again (RFC 7636, S256)."""
        return urlsafe_b64encode(sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def remember(begun: Begun) -> tuple[str, str]:
    """Keep it, and give the state, which is the app's, and its hash, which is everybody's."""
    state = secrets.token_urlsafe(32)
    handle = _handle(state)
    try:
        valkey().set(_key(handle), msgspec.json.encode(begun), ex=SECONDS)
    except RedisError:
        raise ServiceUnavailable from None
    return state, handle


def take(state: str) -> Begun:
    """Give what was begun under a state, for the only time; InvalidState where there is nothing."""
    try:
        found = valkey().getdel(_key(_handle(state)))
        if found is None and valkey().exists(_key(state)):
            raise InvalidState(_CAME_BACK)
    except RedisError:
        raise ServiceUnavailable from None
    if found is None:
        raise InvalidState
    return msgspec.json.decode(found, type=Begun)


def _handle(state: str) -> str:
    return sha256(state.encode()).hexdigest()


def _key(handle: str) -> str:
    return f"nexus:identities:begun:{handle}"
