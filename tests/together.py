"""Doing things at the same time, each in a thread with a database connection of its own."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context
from threading import Barrier
from typing import Any

from django.db import close_old_connections, connection, connections

MOST = 128
# Threads and their connections are kept: to open one takes longer than what most deeds do with it.
_threads = ThreadPoolExecutor(MOST)


def all_at_once(deeds: Iterable[Callable[[], Any]]) -> list[Any]:
    deeds = list(deeds)
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        close_old_connections()
        start.wait(timeout=30)
        return Context().run(deed)

    return list(_threads.map(run, deeds))


@contextmanager
def in_a_hurry(milliseconds: int = 200) -> Iterator[None]:
    """Wait for a lock as every web process does, only shorter: the thread's connection is kept for others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {milliseconds}")
        try:
            yield
        finally:
            cursor.execute("RESET lock_timeout")


def part() -> None:
    """Close their connections: a database that somebody is connected to can't be dropped."""
    if threads := len(_threads._threads):
        all_at_once([connections.close_all] * threads)
