"""The programs of a site: web server, worker, beat."""

import http.client
import os
import sys
from functools import partial
from pathlib import Path

from nexus.config.embedded import Home
from nexus.config.run.address import Address
from nexus.config.run.children import READY_NOTE, Program

LEAST_WEB_WORKERS = 2


def programs(home: Home, address: Address) -> list[Program]:
    """Give the programs that a site consists of."""
    return [_web(address), _worker(home), _beat(home)]


def _web(address: Address) -> Program:
    workers = os.environ.get("WEB_CONCURRENCY") or str(max(os.cpu_count() or 1, LEAST_WEB_WORKERS))
    command = [sys.executable, "-m", "granian", "nexus.config.wsgi:application"]
    command += ["--interface", "wsgi", "--host", address.host, "--port", str(address.port)]
    # One blocking thread a worker is the fastest and the most even: docs/decisions has the figures.
    command += ["--workers", workers, "--blocking-threads", "1", "--runtime-mode", "mt", "--no-ws"]
    command += ["--respawn-failed-workers", "--respawn-interval", "0.2", "--workers-kill-timeout", "8"]
    return Program("web", command, {"NEXUS_PROCESS": "web"}, lambda _: _site_is_ready(address), grace_s=10)


def _worker(home: Home) -> Program:
    concurrency = "1" if (os.cpu_count() or 1) <= LEAST_WEB_WORKERS else "2"
    # It is the only worker: there is no one to gossip with, and asking for others takes a second.
    options = ["--pool", "prefork", "--concurrency", concurrency, "--without-gossip", "--without-mingle"]
    return _celery("worker", home, options, grace_s=15)


def _beat(home: Home) -> Program:
    return _celery("beat", home, ["--schedule", str(home.run / "beat-schedule")], grace_s=5)


def _celery(name: str, home: Home, options: list[str], *, grace_s: float) -> Program:
    note = home.run / f"{name}.ready"
    command = [sys.executable, "-m", "nexus.config.run.noting_celery", "--app", "nexus.config.celery"]
    command += [name, "--loglevel", "INFO", *options]
    # The system checks have just passed here; each program would repeat them.
    environment = {"NEXUS_PROCESS": "worker", READY_NOTE: str(note), "CELERY_SKIP_CHECKS": "1"}
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
