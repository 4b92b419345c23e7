"""How fresh public answers are: each resource has a generation, and a write begins the next one."""

import logging
import secrets
from collections.abc import Callable, Sequence
from functools import cache

from django.db import transaction

from nexus.kernel.api.breaker import Breaker, line

logger = logging.getLogger(__name__)

PREFIX = "nexus:generation:"
# Where a public read's environment holds how to learn the generations of before it was answered.
GENERATIONS = "nexus.generations"

Generations = tuple[bytes | None, ...]

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


def sought(resources: Sequence[str]) -> Callable[[], Generations | None]:
    """Ask for the generations of these resources, and give how to read them once they are needed.

    Meanwhile the answer is begun: to wait for Valkey first costs a busy machine more than all else around it.
    """
    is_asked = settle() and line.send("MGET", *generation_keys(resources))
    return cache(lambda: _received() if is_asked else None)


def settle() -> bool:
    """Begin the generations that are owed; False while that can't be done."""
    return not _owed or _begin(tuple(_owed))


def _received() -> Generations | None:
    found = line.receive()
    return None if found is None else tuple(found)


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
