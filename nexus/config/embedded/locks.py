"""Locks between processes that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 1.0


class FileLock:
    """One process's hold on a lock file, shared or exclusive."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._owner = os.getpid()

    @property
    def own(self) -> bool:
        """Tell whether this process took it, rather than being forked from the one that did."""
        return os.getpid() == self._owner

    def take(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free now; also turns a shared hold into an exclusive one and back."""
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, waiting: Callable[[], None]) -> None:
        """Take the lock exclusively, and tell once when that takes longer than a moment."""
        told, asked_at = False, time.monotonic()
        while not self.take():
            if not told and time.monotonic() - asked_at > PATIENCE_S:
                told = True
                waiting()
            time.sleep(0.02)

    def drop(self) -> None:
        """Give the lock up."""
        # A forked child shares the lock with its parent and mustn't drop it for both.
        if self.own:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)


@contextmanager
def exclusively(path: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock for the length of a block."""
    lock = FileLock(path)
    try:
        lock.wait(waiting)
        yield
    finally:
        lock.drop()
