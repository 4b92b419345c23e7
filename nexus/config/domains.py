"""Which domains a site has switched on: NEXUS_DOMAINS."""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

from nexus.commerce.domain import DOMAIN as COMMERCE
from nexus.jobs.domain import DOMAIN as JOBS
from nexus.kernel.kit.domain import Domain

KNOWN = {domain.name: domain for domain in (COMMERCE, JOBS)}


def switched_on(names: Iterable[str]) -> list[Domain]:
    """Give the named domains; an unknown name stops the start with a sentence."""
    if unknown := sorted(set(names) - KNOWN.keys()):
        raise ImproperlyConfigured(
            f"NEXUS_DOMAINS names {', '.join(unknown)}, but knows only {', '.join(KNOWN)}."
        )
    return [domain for name, domain in KNOWN.items() if name in names]
