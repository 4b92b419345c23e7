"""The live server under load: many sockets on one topic, how soon each hears, how soon one is closed.

Usage: python -m bench.live [--sockets N] [--updates N]
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.config.settings.demo")

from bench.listeners import listen

CLIENTS = 2
PER_SIGN_IN = 20
BETWEEN_S = 0.5
SETTLING_S = 3


def main() -> None:
    """Fill a database of its own, start the live server, connect, publish, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=2_000)
    parser.add_argument("--updates", type=int, default=20)
    options = parser.parse_args()
    from nexus.config.embedded import engines_in_environment

    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL"):
        os.environ.pop(name, None)  # it fills a database: never one that somebody named
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as home, engines_in_environment(print, home=home):
        _measure(options.sockets, options.updates)


def _measure(sockets: int, updates: int) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from nexus.kernel.kit.ids import new_id

    import_id, sign_ins = new_id(), _sign_ins(sockets // PER_SIGN_IN)
    _publish(import_id, is_first=True)
    with _server() as (port, process):
        empty = process.memory_info().rss
        tokens = [token for token, _ in sign_ins for _ in range(PER_SIGN_IN)]
        begun = time.perf_counter()
        with _clients(port, tokens, f"import:{import_id}") as pipes:
            print(f"{len(tokens):,} sockets listen after {time.perf_counter() - begun:.1f} s")
            grown = (process.memory_info().rss - empty) / len(tokens) / 1024
            print(f"memory: {empty / 2**20:.0f} MB empty, {grown:.0f} kB a socket")
            time.sleep(SETTLING_S)
            used = sum(process.cpu_times()[:2])
            took = _updates(pipes, import_id, updates)
            used = (sum(process.cpu_times()[:2]) - used) / updates * 1_000
            _say_times("a fact to every socket", took, len(tokens) * updates)
            print(f"the server's own time for each: {used:.0f} ms")
            _say_end(pipes[-1], sign_ins[-1])


def _updates(pipes: list[Any], import_id: Any, number: int) -> list[float]:
    for _ in range(number):
        _publish(import_id)
        time.sleep(BETWEEN_S)
    time.sleep(2)
    for pipe in pipes:
        pipe.send("times")
    return sorted(seconds for pipe in pipes for seconds in pipe.recv())


def _say_times(what: str, took: list[float], expected: int) -> None:
    p50, p95, most = (took[int((len(took) - 1) * share)] * 1_000 for share in (0.5, 0.95, 1))
    print(f"{what}: {len(took):,} of {expected:,} came; p50 {p50:.0f}, p95 {p95:.0f}, max {most:.0f} ms")


def _say_end(pipe: Any, sign_in: tuple[str, Any]) -> None:
    from nexus.kernel.authentication.access_tokens import read_access_token
    from nexus.kernel.authentication.actions import sign_out
    from nexus.kernel.kit.actor import Actor

    token, user = sign_in
    pipe.send(PER_SIGN_IN)
    time.sleep(0.5)
    begun = time.time()
    sign_out(Actor.of(user), user.pk, read_access_token(token).family_id)
    print(f"a sign-out closed its {PER_SIGN_IN} sockets after {(pipe.recv() - begun) * 1_000:.0f} ms")


def _sign_ins(number: int) -> list[tuple[str, Any]]:
    from nexus.kernel.accounts.models import User
    from nexus.kernel.authentication.actions import issue_tokens

    users = [User(username=f"u{n}", email=f"u{n}@example.com", is_superuser=True) for n in range(number)]
    User.objects.bulk_create(users)
    return [(issue_tokens(user).access, user) for user in users]


def _publish(import_id: Any, *, is_first: bool = False) -> None:
    from nexus.kernel.events.bus import publish
    from nexus.kernel.imports.events import ImportProgressed, ImportStarted
    from nexus.kernel.kit.actor import SYSTEM

    kind = ImportStarted if is_first else ImportProgressed
    publish(kind(import_id, import_id, "products", int(time.time() * 1e6), 1), actor=SYSTEM)


@contextmanager
def _server() -> Iterator[tuple[int, psutil.Process]]:
    from bench.servers import free_port

    port = free_port()
    environment = os.environ | {"NEXUS_PROCESS": "web"}
    process = subprocess.Popen([sys.executable, "manage.py", "live", "--port", str(port)], env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/health/ready")
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait(probe: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(probe).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def _clients(port: int, tokens: list[str], topic: str) -> Iterator[list[Any]]:
    context = multiprocessing.get_context("spawn")
    share = len(tokens) // CLIENTS
    pipes, processes = [], []
    for client in range(CLIENTS):
        ours, theirs = context.Pipe()
        some = tokens[client * share : (client + 1) * share]
        processes.append(context.Process(target=listen, args=(port, some, topic, theirs)))
        pipes.append(ours)
    for process in processes:
        process.start()
    try:
        for pipe in pipes:
            pipe.recv()
        yield pipes
        for pipe in pipes:
            pipe.send("end")
    finally:
        for process in processes:
            process.join(5)
            process.kill()


if __name__ == "__main__":
    main()
