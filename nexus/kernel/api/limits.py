"""Rate limits: a token bucket an hour deep for each caller, counted by one script in Valkey.

Every door counts a request once: anonymous ones by their address before anything else is done, those that
carry a credential once it is known whose it is. Who speaks OAuth is counted by address, in a bucket apart,
before a secret is looked at. Without Valkey nobody is limited: browsing goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, Final
from wsgiref.types import WSGIEnvironment

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis import Redis
from redis.exceptions import NoScriptError

from nexus.kernel.api.breaker import Words, breaker, commands, sound
from nexus.kernel.api.errors import RateLimited
from nexus.kernel.kit.actor import VISITOR, Actor, Role

HOUR: Final = 3600
PROTOCOL: Final = "/oauth/"
LIMITED: Final = ("/api/", "/graphql", PROTOCOL)
# Where a request's environment holds its count, so that every door knows of it.
COUNT: Final = "nexus.rate_limit"

# KEYS: the bucket. ARGV: its size. It fills evenly, by its size an hour; only the server's clock counts.
_TAKE = """
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local size = tonumber(ARGV[1])
local kept = redis.call('HMGET', KEYS[1], 'left', 'at')
local left = math.min(size, (tonumber(kept[1]) or size) + (ms - (tonumber(kept[2]) or ms)) * size / 3600000)
local taken = 0
if left >= 1 then left = left - 1; taken = 1 end
redis.call('HSET', KEYS[1], 'left', left, 'at', ms)
redis.call('PEXPIRE', KEYS[1], math.ceil((size - left) * 3600000 / size) + 1000)
return {taken, tostring(left)}
"""
_TAKE_SHA = sha1(_TAKE.encode(), usedforsecurity=False).hexdigest()  # as Valkey names a script


@dataclass(frozen=True, slots=True)
class Count:
    """How a caller stands after a request: what is left in a bucket of a size."""

    tier: str
    size: int
    left: float
    is_taken: bool

    def headers(self) -> dict[str, str]:
        """Say it, as the IETF's draft names it."""
        told = {
            "RateLimit-Limit": str(self.size),
            "RateLimit-Remaining": str(int(self.left)),
            "RateLimit-Reset": str(ceil((self.size - self.left) * HOUR / self.size)),
            "RateLimit-Policy": f'"{self.tier}";q={self.size};w={HOUR}',
        }
        if not self.is_taken:
            told["Retry-After"] = str(ceil((1 - self.left) * HOUR / self.size))
        return told


TOLD: Final = frozenset(Count("", 1, 0, is_taken=False).headers())


def is_limited(path: str) -> bool:
    """Tell whether requests for a path are counted."""
    return path.startswith(LIMITED) and not path.startswith(settings.UNLIMITED_PATHS)


def counted(environ: WSGIEnvironment, actor: Actor) -> Count | None:
    """Count a request against its caller, once however often asked; None where nobody is limited."""
    if not settings.RATE_LIMITS_ON:
        return None
    if COUNT not in environ:
        _count_asking(environ, actor)
    count: Count | None = environ[COUNT]
    return count


def mget_counting(environ: WSGIEnvironment, path: str, keys: Sequence[str]) -> list[bytes | None] | None:
    """Read several keys, and count a visitor's request in the same round trip; None when Valkey is away."""
    if COUNT in environ or not settings.RATE_LIMITS_ON or not is_limited(path):
        return breaker.mget(keys)
    answers = _count_asking(environ, VISITOR, ("MGET", *keys))
    return answers[0] if answers else None


def is_counted_by_address(environ: WSGIEnvironment) -> bool:
    """Tell whether a request is counted before anybody looks at who sends it."""
    return "HTTP_AUTHORIZATION" not in environ or _speaks_the_protocol(environ)


def charge(request: HttpRequest, actor: Actor) -> None:
    """Count a request against its caller; RateLimited when nothing is left."""
    count = counted(request.META, actor)
    if count is not None and not count.is_taken:
        raise RateLimited


def is_charged(request: HttpRequest) -> bool:
    """Tell whether a request has been counted."""
    return COUNT in request.META


def tell_limit(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put how the caller stands on an answer."""
    count: Count | None = request.META.get(COUNT)
    if count is not None:
        for name, value in count.headers().items():
            response[name] = value


def client_address(environ: WSGIEnvironment) -> str:
    """Name the address a request came from: as our own proxies tell it, never as the client does."""
    proxies: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in environ.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    direct: str = environ.get("REMOTE_ADDR", "")
    # Each proxy appends the address it heard from: ours wrote the last ones, all before may be made up.
    return hops[-proxies] if 0 < proxies <= len(hops) and hops[-proxies] else direct


def _speaks_the_protocol(environ: WSGIEnvironment) -> bool:
    path: str = environ["PATH_INFO"]
    return path.startswith(PROTOCOL)


def _caller(environ: WSGIEnvironment, actor: Actor) -> tuple[str, str]:
    if actor.id is None:
        tier = "protocol" if _speaks_the_protocol(environ) else "anonymous"
        return tier, _network(client_address(environ))
    return ("premium" if actor.has(Role.PREMIUM) else "signed_in"), str(actor.id)


@lru_cache(maxsize=4_096)
def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    # A household is given a whole /64: one bucket for each of its addresses would be no limit at all.
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def _count_asking(environ: WSGIEnvironment, actor: Actor, *asked: Words) -> list[Any] | None:
    # Along with whatever else Valkey is asked; None when it is away.
    tier, caller = _caller(environ, actor)
    size = settings.RATE_LIMITS_PER_HOUR[tier]
    bucket = f"nexus:limit:{tier}:{caller}"
    answers = breaker.ask(lambda server: _take_asking(server, bucket, size, asked))
    environ[COUNT] = None
    if answers is not None:
        taken, left = answers.pop()
        environ[COUNT] = Count(tier, size, float(left), taken == 1)
    return answers


def _take_asking(server: Redis, bucket: str, size: int, asked: Sequence[Words]) -> list[Any]:
    answers = commands(server, *asked, ("EVALSHA", _TAKE_SHA, 1, bucket, size))
    if isinstance(answers[-1], NoScriptError):  # the first one since Valkey was started
        answers[-1] = server.eval(_TAKE, 1, bucket, size)
    return sound(answers)
