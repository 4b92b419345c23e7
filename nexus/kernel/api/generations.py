"""How fresh public answers are: each resource has a generation, and a write begins the next one."""

import logging
import secrets
from collections.abc import Sequence

from django.db import transaction

from nexus.kernel.api.breaker import Breaker

logger = logging.getLogger(__name__)

PREFIX = "nexus:generation:"
# Where a public read's environment holds the generations that were found before it was answered.
GENERATIONS = "nexus.generations"

# Not the readers' own: their bad moment must not keep a write from being told.
writers_breaker = Breaker()

# Resources whose next generation couldn't be begun: until it is, this process reads no kept page.
_owed: set[str] = set()


def bump(*resources: str) -> None:
    """Begin a new generation of these resources once the write is committed: pages of the old one end."""
    transaction.on_commit(lambda: _begin(resources))


def generation_keys(resources: Sequence[str]) -> list[str]:
    """Name where the generations of these resources are kept."""
    return [PREFIX + resource for resource in resources]


def settle() -> bool:
    """Begin the generations that are owed; False while that can't be done."""
    return not _owed or _begin(tuple(_owed))


def _begin(resources: Sequence[str]) -> bool:
    # Not a counter: one that was evicted would begin at 1 again, and wake the pages of that generation.
    begun = {key: secrets.token_bytes(8) for key in generation_keys(resources)}
    if not writers_breaker.ask(lambda server: server.mset(begun)):
        # What is cached also ends by itself within the minute, and a write must not fail for it.
        logger.warning("Valkey is away: cached pages of %s live out their time", ", ".join(resources))
        _owed.update(resources)
        return False
    _owed.difference_update(resources)
    return True
