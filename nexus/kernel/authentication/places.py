"""Roughly where a sign-in comes from and by what, and whether its account has come that way before."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final
from uuid import UUID

from django.utils import timezone

from nexus.kernel.audit.models import SecurityEvent, SecurityEventQuerySet
from nexus.kernel.audit.telling import whence

REMEMBERED: Final = timedelta(days=90)
MOST_LOOKED_AT: Final = 100

# The first that fits: what claims to be several things names the special one too.
_BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@lru_cache(1_024)
def network_of(address: str) -> str:
    """Give the neighbourhood of an address: coarse enough to keep, fine enough to notice a stranger."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    prefix = 48 if isinstance(parsed, IPv6Address) else 24
    return str(ip_network(f"{parsed}/{prefix}", strict=False))


def device_of(user_agent: str) -> str:
    """Say what a User-Agent stands for, as its owner would: `Firefox on Linux`, or the program's own name."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser:
        return f"{browser} on {system}" if system else browser
    return user_agent.partition("/")[0].partition(" ")[0][:40] or "Unknown"


def here() -> dict[str, str]:
    """Say where the request that is being answered comes from, and by what."""
    address, user_agent = whence()
    return {"network": network_of(address), "device": device_of(user_agent)}


def is_unfamiliar(user_id: UUID, place: Mapping[str, str]) -> bool:
    """Tell whether an account that has signed in of late never did so from here, or never by this."""
    lately = _sign_ins(user_id).order_by("-position").values_list("details", flat=True)
    earlier = list(lately[:MOST_LOOKED_AT])
    return bool(earlier) and not all(
        any(known.get(name) == place[name] for known in earlier) for name in ("network", "device")
    )


def is_known_network(user_id: UUID, network: str) -> bool:
    """Tell whether an account has signed in from this neighbourhood of late."""
    # Asked before a password is looked at: one row at most, so that time tells little of who has an account.
    return _sign_ins(user_id).filter(details__network=network).exists()


def _sign_ins(user_id: UUID) -> SecurityEventQuerySet:
    since = timezone.now() - REMEMBERED
    return SecurityEvent.objects.filter(user=user_id, name="signed_in", happened_at__gt=since)
