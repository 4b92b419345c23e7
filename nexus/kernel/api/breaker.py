"""Valkey where it helps but isn't needed: limits and kept pages go on without it, and lose no time."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from redis import Redis, RedisError

from nexus.kernel.kit.valkey import valkey

logger = logging.getLogger(__name__)

T = TypeVar("T")

PAUSE_SECONDS = 2.0


class Breaker:
    """Leaves a Valkey that failed alone for a moment: one request pays the time-out, the others don't."""

    def __init__(self) -> None:
        self._asks_again_at = 0.0
        self._server: Redis | None = None

    def ask(self, question: Callable[[Redis], T]) -> T | None:
        """Ask Valkey; None when it is away."""
        if monotonic() < self._asks_again_at:
            return None
        try:
            if self._server is None:
                # A connection of its own: to borrow one from the pool costs as much as the question itself.
                self._server = valkey().client()  # type: ignore[no-untyped-call]
            return question(self._server)
        except RedisError as error:
            self._asks_again_at = monotonic() + PAUSE_SECONDS
            logger.warning("Valkey is away, asking again in %s seconds: %s", PAUSE_SECONDS, error)
            return None

    def reset(self) -> None:
        """Ask again at once, over a new connection."""
        self._asks_again_at, self._server = 0.0, None


breaker = Breaker()
