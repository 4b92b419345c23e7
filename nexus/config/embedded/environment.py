"""What a site is told through its environment, completed by the embedded engines."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from nexus.config.addresses import broker_beside, is_valkey
from nexus.config.embedded.accounts import hand_back
from nexus.config.embedded.binaries import postgres_install
from nexus.config.embedded.engines import Announce, Engine, engines, restart
from nexus.config.embedded.home import Home, home_path
from nexus.config.embedded.postgres import Postgres
from nexus.config.embedded.valkey import Valkey

ADDRESSES: dict[str, type[Engine]] = {"DATABASE_URL": Postgres, "REDIS_URL": Valkey}


@contextmanager
def engines_in_environment(
    announce: Announce, *, home: str | Path | None = None, durable: bool = True
) -> Iterator[None]:
    """Complete the addresses in the environment, with embedded engines behind those that weren't set."""
    place = home_path(home)
    os.environ["NEXUS_HOME"] = str(place)
    try:
        with _addresses_completed(announce, place, durable=durable):
            hand_back(place)  # what makes the engines start again, even if we are killed
            yield
    finally:
        hand_back(place)


@contextmanager
def _addresses_completed(announce: Announce, home: Path, *, durable: bool) -> Iterator[None]:
    missing = [name for name in ADDRESSES if not os.environ.get(name)]
    if not missing:
        _set_broker()
        yield
        return
    kinds = tuple(ADDRESSES[name] for name in missing)
    with _unwinding_on_signals(), engines(home, durable=durable, announce=announce, kinds=kinds) as urls:
        known = {"DATABASE_URL": urls.database, "REDIS_URL": urls.redis}
        os.environ.update({name: known[name] for name in missing})
        _set_broker()
        if Postgres in kinds:
            _equip_dbshell(Postgres(Home(home), announce))
        yield


def revive(announce: Announce) -> bool:
    """Bring back embedded engines that died in use; tell whether one now answers elsewhere."""
    home = Home(home_path())
    moved = False
    for name, kind in ADDRESSES.items():
        engine = kind(home, announce)
        # Another's server isn't ours to start.
        if engine.url() != os.environ[name] or engine.running():
            continue
        announce(f"{kind.__name__} has died")
        restart([engine], announce)
        moved |= _moved(name, engine.url())
    return moved


def _moved(name: str, now: str) -> bool:
    before = os.environ[name]
    if now == before:
        return False
    if os.environ["CELERY_BROKER_URL"] == broker_beside(before):
        os.environ["CELERY_BROKER_URL"] = broker_beside(now)
    os.environ[name] = now
    return True


def _set_broker() -> None:
    # Settings refuse in a sentence what is no Valkey's address.
    if not os.environ.get("CELERY_BROKER_URL") and is_valkey(os.environ["REDIS_URL"]):
        os.environ["CELERY_BROKER_URL"] = broker_beside(os.environ["REDIS_URL"])


def _equip_dbshell(postgres: Postgres) -> None:
    # Django tells psql neither the host among the options nor where the wheel keeps psql.
    os.environ["PGHOST"] = postgres.sockets
    os.environ["PATH"] += f"{os.pathsep}{postgres_install() / 'bin'}"


@contextmanager
def _unwinding_on_signals() -> Iterator[None]:
    # The default would end the process at once and leave the engines behind.
    def unwind(number: int, _: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    before = {number: signal.signal(number, unwind) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
