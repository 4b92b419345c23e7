"""The keys that sign and verify: the settings' own, and those in the database, which commands rotate.

A process keeps what it read. Whoever signs looks whether it still holds, in a transaction that writes anyway;
whoever verifies hears of a change from the SELECT that a request makes in any case, and looks for a key that
it doesn't know yet by itself.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import IntegrityError, transaction

from nexus.kernel.authentication.keypairs import KeyPair, given_key
from nexus.kernel.authentication.marks import mark_keys
from nexus.kernel.authentication.models import Algorithm, KeyState, SigningKey

ACCESS: Final = Algorithm.EDDSA.value
# Tokens may name kids that nobody has: they make a process look no more often than this.
LOOKS_AGAIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys as they were at a moment: those that verify, and which of each algorithm signs."""

    changed_at: datetime | None
    retired: frozenset[str]
    verifying: dict[str, KeyPair]
    signing: dict[str, str]

    @classmethod
    def read(cls) -> "Ring":
        """Read them from the database."""
        rows = list(SigningKey.objects.defer("private"))
        retired = frozenset(row.pk for row in rows if row.state == KeyState.RETIRED)
        pairs = {row.pk: KeyPair.from_jwk(row.public) for row in rows if row.pk not in retired}
        signing = {row.algorithm: row.pk for row in rows if row.state == KeyState.SIGNING}
        return cls(max((row.changed_at for row in rows), default=None), retired, pairs, signing)


class _Kept:
    ring: Ring | None = None
    looked_at = 0.0


def signing_key() -> KeyPair:
    """Give the key that signs access tokens."""
    kid = _fresh().signing.get(ACCESS)
    return _whole(kid) if kid else given_key()


def signer(algorithm: str) -> KeyPair:
    """Give the key that signs by an algorithm; where there is none yet, one is made."""
    if algorithm == ACCESS:
        return signing_key()
    kid = _fresh().signing.get(algorithm)
    return _whole(kid) if kid else _made(algorithm)


def verifier(kid: object) -> KeyPair | None:
    """Give the key that a token names, if it still counts."""
    found = _named(_kept(), kid)
    if found is None and time.monotonic() - _Kept.looked_at > LOOKS_AGAIN_S:
        found = _named(_look(), kid)
    return found


def hold_to(changed_at: datetime | None) -> None:
    """Take note of when the keys were last changed, as a request's SELECT told it."""
    if _kept().changed_at != changed_at:
        _look()


def public_keys() -> dict[str, KeyPair]:
    """Give every key that still verifies, by its kid."""
    ring, given = _fresh(), given_key()
    own = {} if given.id in ring.retired else {given.id: given}
    return own | ring.verifying


def jwks() -> dict[str, Any]:
    """Say them as a JSON Web Key Set."""
    return {"keys": [pair.jwk() for pair in public_keys().values()]}


def keep_key(pair: KeyPair, state: KeyState) -> SigningKey:
    """Write a key down, its private half encrypted."""
    mark_keys()
    return SigningKey.objects.create(
        pk=pair.id,
        algorithm=pair.algorithm,
        state=state,
        private=pair.pem() if pair.private is not None else "",
        public=pair.jwk(),
    )


def _made(algorithm: str) -> KeyPair:
    try:
        with transaction.atomic():
            keep_key(KeyPair.new(algorithm), KeyState.SIGNING)
    except IntegrityError:
        pass  # another process was quicker: its key is the one
    return _whole(_look().signing[algorithm])


@lru_cache(16)
def _whole(kid: str) -> KeyPair:
    # Its name is made of what it is: one name is always the same key.
    row = SigningKey.objects.get(pk=kid)
    return KeyPair.from_pem(row.private, row.algorithm)


def _named(ring: Ring, kid: object) -> KeyPair | None:
    if not isinstance(kid, str) or kid in ring.retired:
        return None
    return given_key() if kid == given_key().id else ring.verifying.get(kid)


def _fresh() -> Ring:
    kept = _kept()
    return kept if kept.changed_at == SigningKey.objects.changed_at() else _look()


def _kept() -> Ring:
    return _Kept.ring or _look()


def _look() -> Ring:
    ring = Ring.read()
    _Kept.ring, _Kept.looked_at = ring, time.monotonic()
    return ring
