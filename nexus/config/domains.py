"""Which domains a site has switched on: NEXUS_DOMAINS."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from nexus.commerce.domain import DOMAIN as COMMERCE
from nexus.jobs.domain import DOMAIN as JOBS
from nexus.kernel.kit.domain import Domain

KNOWN = {domain.name: domain for domain in (COMMERCE, JOBS)}


def switched_on(names: Collection[str]) -> list[Domain]:
    """Give the named domains; an unknown name, or none at all, stops the start with a sentence."""
    if not names:
        raise ImproperlyConfigured(f"NEXUS_DOMAINS is empty: name {' or '.join(KNOWN)}, or both.")
    if unknown := sorted(set(names) - KNOWN.keys()):
        raise ImproperlyConfigured(
            f"NEXUS_DOMAINS names {', '.join(unknown)}, but knows only {', '.join(KNOWN)}."
        )
    return [domain for name, domain in KNOWN.items() if name in names]


def scheduled(*schedules: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Give beat's schedule: what no worker takes before its next turn is dropped, or it would pile up."""
    merged: dict[str, Any] = {}
    for schedule in schedules:
        if twice := merged.keys() & schedule.keys():
            raise ImproperlyConfigured(f"Two schedules have an entry named {', '.join(sorted(twice))}.")
        merged |= {name: _expiring(entry) for name, entry in schedule.items()}
    return merged


def _expiring(entry: Mapping[str, Any]) -> dict[str, Any]:
    every = entry["schedule"]
    options = {"expires": every} if isinstance(every, int | float) else {}
    return {**entry, "options": {**options, **entry.get("options", {})}}
