"""Challenges: what somebody has begun and must finish soon, with the secret that was handed out for it.

They live in Valkey, which all processes share and which forgets by itself. Each belongs to one purpose and
one account, is taken once, and bears a few wrong tries; without Valkey nobody passes.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from hashlib import sha256
from typing import Any, Final, ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from redis import RedisError

from nexus.kernel.api.errors import RateLimited, ServiceUnavailable
from nexus.kernel.authentication.exceptions import ChallengeOver
from nexus.kernel.database.encrypted import decrypted, encrypted
from nexus.kernel.kit.valkey import valkey

P = ParamSpec("P")
T = TypeVar("T")

HOUR: Final = 3_600
TOO_MANY_GUESSES: Final = "Too many wrong codes for this account. Use a passkey, or wait as Retry-After says."
# KEYS: a counter. ARGV: how long it counts. One step, so that no counter is left behind without an end.
_COUNT: Final = """
local now = redis.call('INCR', KEYS[1])
if now == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {now, redis.call('TTL', KEYS[1])}
"""


class Purpose(StrEnum):
    """What a challenge is for: one that was handed out for something else is none."""

    SIGN_IN = "sign-in"
    PASSKEY_SIGN_IN = "passkey-sign-in"
    TOTP = "totp"
    PASSKEY = "passkey"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What was begun: by which account (None: it isn't known yet), with what in mind."""

    secret: str
    purpose: Purpose
    user_id: UUID | None
    state: Mapping[str, Any]


def _or_nobody(function: Callable[P, T]) -> Callable[P, T]:
    @wraps(function)
    def closed(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except RedisError:
            raise ServiceUnavailable from None

    return closed


@_or_nobody
def begin(purpose: Purpose, user_id: UUID | None, state: Mapping[str, Any]) -> Challenge:
    """Keep what was begun, and name the secret to come back with."""
    secret = secrets.token_urlsafe(32)
    valkey().set(_key(purpose, secret), _written(user_id, state), ex=settings.CHALLENGE_SECONDS)
    return Challenge(secret, purpose, user_id, state)


@_or_nobody
def find(purpose: Purpose, secret: str, user_id: UUID | None = None) -> Challenge:
    """Give what was begun; ChallengeOver where it is unknown, run out, done, or another account's."""
    kept = valkey().get(_key(purpose, secret))
    if not isinstance(kept, bytes):
        raise ChallengeOver
    told = json.loads(decrypted(kept.decode()))
    owner = UUID(told["user"]) if told["user"] else None
    if user_id is not None and owner != user_id:
        raise ChallengeOver
    return Challenge(secret, purpose, owner, told["state"])


@_or_nobody
def keep(challenge: Challenge, state: Mapping[str, Any]) -> None:
    """Put something more in mind; it runs out no later for that."""
    key, kept = _key(challenge.purpose, challenge.secret), _written(challenge.user_id, state)
    if not valkey().set(key, kept, keepttl=True, xx=True):
        raise ChallengeOver


@_or_nobody
def take(challenge: Challenge) -> None:
    """Finish it: of several at once only one does, and for the others it is over."""
    if not valkey().delete(_key(challenge.purpose, challenge.secret)):
        raise ChallengeOver


@_or_nobody
def count_try(challenge: Challenge) -> None:
    """Count a try before it is looked at; the one too many ends the challenge."""
    key = _key(challenge.purpose, challenge.secret)
    tries, _ = _counted(f"{key}:tries", settings.CHALLENGE_SECONDS)
    if tries > settings.CHALLENGE_TRIES:
        valkey().delete(key)
        raise ChallengeOver


@_or_nobody
def count_guess(user_id: UUID) -> None:
    """Count a guess at an account's codes, over all its challenges; RateLimited when there were too many."""
    guesses, ends_in = _counted(_guesses(user_id), HOUR)
    if guesses > settings.FACTOR_TRIES_PER_HOUR:
        raise RateLimited(TOO_MANY_GUESSES, retry_after=ends_in)


@_or_nobody
def forgive_guesses(user_id: UUID) -> None:
    """Forget what was guessed at before a right code."""
    valkey().delete(_guesses(user_id))


def _counted(key: str, seconds: int) -> tuple[int, int]:
    tries, ends_in = valkey().eval(_COUNT, 1, key, seconds)
    return int(tries), int(ends_in)


def _written(user_id: UUID | None, state: Mapping[str, Any]) -> str:
    return encrypted(json.dumps({"user": str(user_id) if user_id else None, "state": dict(state)}))


def _key(purpose: Purpose, secret: str) -> str:
    return f"nexus:challenge:{purpose}:{sha256(secret.encode()).hexdigest()}"


def _guesses(user_id: UUID) -> str:
    return f"nexus:guesses:{user_id}"
