import os
from collections.abc import Iterator
from contextlib import contextmanager

from nexus.config.embedded import EngineError, open_home
from nexus.config.embedded.locks import FileLock
from nexus.config.run.address import asked_address, asked_live_address, require_free
from nexus.config.run.console import say
from nexus.config.run.programs import asked_web_workers
from nexus.config.run.records import end_leftovers


@contextmanager
def claimed() -> Iterator[None]:
    """Make sure that Nexus can run here, and alone, before anything slow begins."""
    address, live = asked_address(), asked_live_address()
    asked_web_workers()
    home = open_home()
    path = home.run / "run.lock"
    lock = FileLock(path)
    try:
        if not lock.take():
            raise EngineError(f"Nexus already runs on {home.path}, at {path.read_text()}.")
        path.write_text(f"{address.url} (process {os.getpid()})")
        if ended := end_leftovers(home):
            say(f"Ended {ended} processes that a killed start had left behind")
        require_free(address)
        require_free(live, "LIVE_PORT")
        yield
    finally:
        lock.drop()
