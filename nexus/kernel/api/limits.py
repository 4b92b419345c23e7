"""Rate limits: a token bucket an hour deep for each caller, counted by one script in Valkey.

Every door counts a request once: anonymous ones by their address before anything else is done, those that
carry a credential once it is known whose it is. Without Valkey nobody is limited: browsing goes on.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from redis import Redis

from nexus.kernel.api.breaker import breaker
from nexus.kernel.api.errors import RateLimited
from nexus.kernel.kit.actor import Actor, Role

HOUR: Final = 3600

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


def charge(request: HttpRequest, actor: Actor) -> None:
    """Count a request against its caller, once however often asked; RateLimited when nothing is left."""
    if not settings.RATE_LIMITS_ON or hasattr(request, "rate_limit"):
        return
    tier, caller = _caller(request, actor)
    count = _take(tier, caller, settings.RATE_LIMITS_PER_HOUR[tier])
    request.rate_limit = count  # type: ignore[attr-defined]
    if count is not None and not count.is_taken:
        raise RateLimited


def is_charged(request: HttpRequest) -> bool:
    """Tell whether a request has been counted."""
    return hasattr(request, "rate_limit")


def tell_limit(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put how the caller stands on an answer."""
    count: Count | None = getattr(request, "rate_limit", None)
    if count is not None:
        for name, value in count.headers().items():
            response[name] = value


def client_address(request: HttpRequest) -> str:
    """Name the address a request came from: as our own proxies tell it, never as the client does."""
    proxies: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    direct: str = request.META.get("REMOTE_ADDR", "")
    # Each proxy appends the address it heard from: ours wrote the last ones, all before may be made up.
    return hops[-proxies] if 0 < proxies <= len(hops) and hops[-proxies] else direct


def _caller(request: HttpRequest, actor: Actor) -> tuple[str, str]:
    if actor.id is None:
        return "anonymous", _network(client_address(request))
    return ("premium" if actor.has(Role.PREMIUM) else "signed_in"), str(actor.id)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    # A household is given a whole /64: one bucket for each of its addresses would be no limit at all.
    return str(parsed.ipv4_mapped or IPv6Address(int(parsed) >> 64 << 64))


def _take(tier: str, caller: str, size: int) -> Count | None:
    answer = breaker.ask(lambda server: _run(server, f"nexus:limit:{tier}:{caller}", size))
    if answer is None:
        return None
    taken, left = answer
    return Count(tier, size, float(left), taken == 1)


def _run(server: Redis, bucket: str, size: int) -> Any:
    return server.register_script(_TAKE)(keys=[bucket], args=[size])
