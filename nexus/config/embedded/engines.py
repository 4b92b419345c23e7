import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nexus.config.embedded.errors import EngineError, StillRecoveringError
from nexus.config.embedded.home import Home, open_home
from nexus.config.embedded.locks import FileLock, exclusively
from nexus.config.embedded.postgres import Postgres
from nexus.config.embedded.valkey import Valkey

POLITE_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Announce = Callable[[str], None]
Engine = Postgres | Valkey


def _silently(_: str) -> None:
    pass


@dataclass(frozen=True)
class Urls:
    """Where the engines answer; empty for one that wasn't wanted."""

    database: str
    redis: str


@contextmanager
def engines(
    home: str | Path | None = None,
    *,
    durable: bool = True,
    announce: Announce = _silently,
    kinds: tuple[type[Engine], ...] = (Postgres, Valkey),
) -> Iterator[Urls]:
    """Join the engines of a data folder, or start them; the last one who leaves stops them."""
    place = open_home(home)
    postgres, valkey = Postgres(place, announce, durable), Valkey(place, announce, durable)
    wanted = [engine for engine in (postgres, valkey) if isinstance(engine, kinds)]
    with _leased(place, [postgres, valkey], wanted, announce):
        yield Urls(
            database=postgres.url() if postgres in wanted else "",
            redis=valkey.url() if valkey in wanted else "",
        )


def restart(dead: list[Engine], announce: Announce) -> None:
    """Bring back engines that died while they were in use."""
    with _no_one_else_starts_or_stops(dead[0].home, announce):
        _start(dead)


def stop_abandoned(home: Home) -> bool:
    """Stop the engines of a folder whose last user was killed; tell whether it was such a folder."""
    if not home.start_lock.exists():
        return False
    starting, lease = FileLock(home.start_lock), FileLock(home.lease_lock)
    try:
        abandoned = starting.take() and lease.take()
        if abandoned:
            for kind in (Postgres, Valkey):
                kind(home, _silently).stop()
        return abandoned
    finally:
        lease.drop()
        starting.drop()


@contextmanager
def _leased(home: Home, everything: list[Engine], wanted: list[Engine], announce: Announce) -> Iterator[None]:
    lease = FileLock(home.lease_lock)
    with _no_one_else_starts_or_stops(home, announce):
        lease.take(shared=True)
        try:
            _start(wanted)
        except BaseException as failure:
            _leave(lease, [] if isinstance(failure, StillRecoveringError) else everything)
            raise
    try:
        yield
    finally:
        # A forked child leaves nothing: the lease is its parent's.
        if lease.own:
            # A second Ctrl-C mustn't leave half of it running; stopping has its own time limits.
            with _undisturbed(), _no_one_else_starts_or_stops(home, announce):
                _leave(lease, everything)


def _start(wanted: list[Engine]) -> None:
    try:
        for engine in wanted:
            engine.start()
    except OSError as failure:
        raise EngineError(f"The engines can't be started: {failure}.") from failure


def _leave(lease: FileLock, everything: list[Engine]) -> None:
    try:
        if lease.take():
            for engine in everything:
                engine.stop()
    finally:
        lease.drop()


@contextmanager
def _no_one_else_starts_or_stops(home: Home, announce: Announce) -> Iterator[None]:
    def waiting() -> None:
        announce("Waiting for another process that starts or stops the engines")

    with exclusively(home.start_lock, waiting):
        yield


@contextmanager
def _undisturbed() -> Iterator[None]:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, POLITE_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
