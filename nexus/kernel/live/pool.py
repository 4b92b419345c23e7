import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final, ParamSpec, TypeVar

from django.db import close_old_connections, connections

THREADS: Final = 4

P = ParamSpec("P")
R = TypeVar("R")


class Pool:
    """A few threads that ask the database, with a connection each: the event loop never waits for it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")

    async def ask(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Have a thread answer; a connection that broke meanwhile is made anew."""

        def answer() -> R:
            close_old_connections()
            return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, answer)

    def close(self) -> None:
        """Close each thread's connection, and end them."""
        together = Barrier(THREADS)

        def close() -> None:
            together.wait()  # so that each thread takes one
            connections.close_all()

        for _ in range(THREADS):
            self._threads.submit(close)
        self._threads.shutdown()
