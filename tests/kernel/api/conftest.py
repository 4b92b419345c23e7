import socket
from collections.abc import Callable, Iterator

import pytest

from nexus.kernel.api.breaker import breaker, line
from nexus.kernel.api.generations import writers_breaker
from nexus.kernel.kit.valkey import valkey


@pytest.fixture
def move_valkey(settings) -> Iterator[Callable[[str], None]]:
    """Point this process at another Valkey, and back again after the test."""

    def move(url: str) -> None:
        settings.REDIS_URL = url
        valkey.cache_clear()
        for each in (breaker, line, writers_breaker):
            each.reset()

    here = settings.REDIS_URL
    yield move
    move(here)


@pytest.fixture
def gone(move_valkey) -> None:
    """Valkey refuses connections."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        move_valkey(f"redis://127.0.0.1:{free.getsockname()[1]}/0")


@pytest.fixture
def silent(move_valkey) -> Iterator[None]:
    """Valkey takes connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        move_valkey(f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        yield
