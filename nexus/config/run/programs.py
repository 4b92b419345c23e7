"""The programs of a site: web server, live server, worker, relay, sender of webhooks."""

import http.client
import os
import sys
from functools import partial
from pathlib import Path

from nexus.config.embedded import EngineError, Home
from nexus.config.run.address import Address
from nexus.config.run.children import READY_NOTE, Program

LEAST_WEB_WORKERS = 2


def programs(home: Home, address: Address, live: Address) -> list[Program]:
    """Give the programs that a site consists of."""
    return [_web(address, live), _live(live), _worker(home), _relay(home), _sender(home)]


def asked_web_workers() -> int:
    """Give the number of web workers from WEB_CONCURRENCY, or say what is wrong with it."""
    asked = os.environ.get("WEB_CONCURRENCY") or str(max(os.cpu_count() or 1, LEAST_WEB_WORKERS))
    if not (asked.isascii() and asked.isdigit() and int(asked)):
        raise EngineError(f"WEB_CONCURRENCY is {asked!r}: it has to be a whole number from 1 up.")
    return int(asked)


def _web(address: Address, live: Address) -> Program:
    command = [sys.executable, "-m", "nexus.config.web", "nexus.config.wsgi:application"]
    command += ["--interface", "wsgi", "--host", address.host, "--port", str(address.port)]
    # One blocking thread a worker is the fastest and the most even: docs/decisions has the figures.
    command += ["--workers", str(asked_web_workers()), "--blocking-threads", "1"]
    command += ["--runtime-mode", "mt", "--no-ws"]
    command += ["--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "8"]
    sockets = os.environ.get("NEXUS_LIVE_URL") or f":{live.port}"
    environment = {"NEXUS_PROCESS": "web", "NEXUS_LIVE_URL": sockets}
    return Program("web", command, environment, lambda _: _site_is_ready(address), grace_s=10)


def _live(address: Address) -> Program:
    command = [sys.executable, "manage.py", "live", "--host", address.host, "--port", str(address.port)]
    return Program("live", command, {"NEXUS_PROCESS": "web"}, lambda _: _site_is_ready(address), grace_s=6)


def _worker(home: Home) -> Program:
    concurrency = "1" if (os.cpu_count() or 1) <= LEAST_WEB_WORKERS else "2"
    command = [
        sys.executable,
        "-m",
        "nexus.config.run.noting_celery",
        "--app",
        "nexus.config.celery",
        "worker",
    ]
    # It is the only worker: there is no one to gossip with, and asking for others takes a second.
    command += ["--pool", "prefork", "--concurrency", concurrency, "--without-gossip", "--without-mingle"]
    # The system checks have just passed here; each program would repeat them.
    return _noting("worker", home, command, grace_s=15, CELERY_SKIP_CHECKS="1")


def _relay(home: Home) -> Program:
    command = [sys.executable, "manage.py", "relay", "--beat", "--schedule", str(home.run / "beat-schedule")]
    return _noting("relay", home, command, grace_s=5)


def _sender(home: Home) -> Program:
    # A receiver that is slow to answer may be waited for, so that it isn't sent the same thing twice.
    return _noting("sender", home, [sys.executable, "manage.py", "sender"], grace_s=8)


def _noting(name: str, home: Home, command: list[str], *, grace_s: float, **more: str) -> Program:
    note = home.run / f"{name}.ready"
    environment = {"NEXUS_PROCESS": "worker", READY_NOTE: str(note), **more}
    return Program(name, command, environment, partial(_noted, note), grace_s)


def _site_is_ready(address: Address) -> bool:
    line = http.client.HTTPConnection(address.visited, address.port, timeout=5)
    try:
        line.request("GET", "/health/ready")
        return line.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def _noted(note: Path, pid: int) -> bool:
    return note.exists() and note.read_text() == str(pid)
