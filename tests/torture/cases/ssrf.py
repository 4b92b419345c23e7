"""Case 10: no call reaches what is inside, whatever the URL, its DNS or its redirects say.

A canary listens on loopback. Each URL is given as a webhook: first as a seller gives it, then past all checks
into the database, where the sender finds it. As a résumé's address, too, which nobody ever opens.
"""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from unittest.mock import patch

from django.core.exceptions import ValidationError as FieldError
from django.test import override_settings

from nexus.kernel.api.errors import NexusError
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.outbound import resolving, targets
from nexus.kernel.outbound.resolving import Place
from nexus.kernel.webhooks.models import Attempt, Delivery, Endpoint, Tail
from nexus.kernel.webhooks.sender import Sender
from tests.delivering import deliver_events
from tests.inward import INSIDE, LOOPBACK, WHOLE
from tests.receivers import Receivers, receivers
from tests.torture.arena import accounts
from tests.torture.results import Result

NAME = "10. no call reaches what is inside"
DEFENCE = "the look at addresses"
EVERY = {"small": 4, "full": 1, "control": 1}
PUBLIC = "192.31.196.1"  # counted as public, and nobody answers there
REDIRECTS = (300, 301, 302, 303, 305, 307, 308)

# What names lead to: at the first look-up, and at each further one.
NAMES: dict[str, tuple[list[str], list[str]]] = {
    "loop.example": (["127.0.0.1"], ["127.0.0.1"]),
    "six.example": (["::1"], ["::1"]),
    "mapped.example": (["::ffff:127.0.0.1"], ["::ffff:127.0.0.1"]),
    "nat64.example": (["64:ff9b::7f00:1"], ["64:ff9b::7f00:1"]),
    "unspecified.example": (["0.0.0.0"], ["0.0.0.0"]),
    "mixed.example": (["127.0.0.1", PUBLIC], ["127.0.0.1", PUBLIC]),
    "mixed6.example": (["::1", PUBLIC], ["::1", PUBLIC]),
    "many.example": (["127.0.0.1"] + [PUBLIC] * 30, ["127.0.0.1"] + [PUBLIC] * 30),
    "flip.example": ([PUBLIC], ["127.0.0.1"]),
    "flip6.example": ([PUBLIC], ["::1"]),
    "flip-mixed.example": ([PUBLIC], ["127.0.0.1", PUBLIC]),
    "flip-mapped.example": ([PUBLIC], ["::ffff:127.0.0.1"]),
    "late.example": ([], ["127.0.0.1"]),
    "127.0.0.1.example": (["127.0.0.1"], ["127.0.0.1"]),
    "localhost.example": (["127.0.0.1"], ["127.0.0.1"]),
}


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Name the inside in all these ways, have webhooks sent there, and count who comes."""
    with ExitStack() as ground:
        canary = ground.enter_context(_canary())
        leading = ground.enter_context(receivers())
        _lead_astray(leading, canary)
        allowed = {"OUTBOUND_HTTP": True, "OUTBOUND_PORTS": [80, 443, canary.port], "OUTBOUND_SECONDS": 1}
        ground.enter_context(override_settings(**allowed, OUTBOUND_ALLOW=[leading.place]))
        asked: Counter[str] = Counter()
        ground.enter_context(patch.object(resolving, "look_up", partial(_look_up, asked)))
        if without:
            for module in (resolving, targets):
                ground.enter_context(patch.object(module, "is_public", lambda _: True))
        urls = _urls(canary, leading, size)
        result = Result(NAME, len(urls))
        refused = _give(urls)
        if not without:
            _apply_with(urls[:: EVERY["small"]])
        _send(urls)
        _judge(result, canary, urls, refused)
        followed = len(leading.received["canary"])
        result.violated += [f"{followed} redirects were followed."] if followed else []
    return result


class _Canary:
    """Counts whoever comes, on 127.0.0.1 and on ::1, and answers as if all were well."""

    def __init__(self, lines: list[socket.socket]) -> None:
        self.port: int = lines[0].getsockname()[1]
        self.came = 0
        self._lines = lines
        self._threads = [threading.Thread(target=self._listen, args=(line,), daemon=True) for line in lines]
        for thread in self._threads:
            thread.start()

    def _listen(self, line: socket.socket) -> None:
        while True:
            try:
                caller, _ = line.accept()
            except OSError:
                return
            self.came += 1
            with caller:
                caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def end(self) -> None:
        """Listen no longer."""
        for line in self._lines:
            line.shutdown(socket.SHUT_RDWR)
            line.close()


@contextmanager
def _canary() -> Iterator[_Canary]:
    lines = [socket.create_server(("127.0.0.1", 0))]
    port = lines[0].getsockname()[1]
    if socket.has_ipv6:
        lines.append(socket.create_server(("::1", port), family=socket.AF_INET6))
    canary = _Canary(lines)
    try:
        yield canary
    finally:
        canary.end()


def _lead_astray(leading: Receivers, canary: _Canary) -> None:
    for status in REDIRECTS:

        def answer(handler, status=status):
            handler.send_response(status)
            handler.send_header("Location", f"http://127.0.0.1:{canary.port}/")
            handler.send_header("Refresh", f"0; url=http://127.0.0.1:{canary.port}/")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        leading.behaviours[f"r{status}"] = answer


def _look_up(asked: Counter[str], host: str, port: int) -> list[Place]:
    """Resolve our own names as their owner likes, and the system's as they are."""
    if host not in NAMES:
        if not host.replace(".", "").isdigit() and ":" not in host and host != "localhost":
            raise socket.gaierror  # no name of somebody else is asked for
        return [Place(socket.AF_INET6 if ":" in host else socket.AF_INET, host, port)]
    first, further = NAMES[host]
    asked[host] += 1
    found = first if asked[host] == 1 else further
    if not found:
        raise socket.gaierror
    return [Place(socket.AF_INET6 if ":" in one else socket.AF_INET, one, port) for one in found]


def _urls(canary: _Canary, leading: Receivers, size: str) -> list[str]:
    hosts = LOOPBACK if size == "control" else [*LOOPBACK, *INSIDE]
    forms = [f"http://{host}:{canary.port}/" for host in hosts] + ([] if size == "control" else WHOLE)
    names = [f"{scheme}://{name}:{canary.port}/" for name in NAMES for scheme in ("http", "https")]
    redirects = [leading.url(f"r{status}") for status in REDIRECTS]
    return [*forms[:: EVERY[size]], *names, *redirects]


def _give(urls: list[str]) -> int:
    """Create endpoints as sellers do; how many were refused."""
    from nexus.kernel.webhooks.actions import create_endpoint

    refused, sellers = 0, iter(accounts(len(urls) // 20 + 1, is_seller=True) * 20)
    for url in urls:
        try:
            create_endpoint(Actor.of(next(sellers)), {"url": url, "events": ["commerce.order.*"]})
        except (NexusError, FieldError):
            refused += 1
    return refused


def _apply_with(urls: list[str]) -> None:
    from nexus.jobs.applications.actions import apply_to_job
    from tests.factories.jobs import JobFactory

    (employer,), (seeker,) = accounts(1, is_employer=True), accounts(1, is_job_seeker=True)
    for url in urls:
        job = JobFactory(employer=employer)
        try:
            apply_to_job(Actor.of(seeker), job.pk, {"resume_url": url})
        except (NexusError, FieldError, ValueError):
            continue
    deliver_events(may_fail=True)


def _send(urls: list[str]) -> None:
    """Put every URL where the sender finds it, and let something happen."""
    Endpoint.objects.all().delete()
    from tests.factories.webhooks import EndpointFactory

    for url in urls:
        EndpointFactory(url=url[:2_000].replace("\x00", ""), events=["accounts.*"])
    from nexus.kernel.accounts.events import UserRegistered

    publish(UserRegistered(new_id()), actor=SYSTEM)
    sender = Sender()
    while sender.step() or sender.in_hand:
        pass
    sender.stop()


def _judge(result: Result, canary: _Canary, urls: list[str], refused: int) -> None:
    result.sent = Attempt.objects.count()
    if canary.came:
        result.violated.append(f"The canary was called {canary.came} times.")
    if result.sent < len(urls):
        result.lost.append(f"{len(urls) - result.sent} URLs were never tried.")
    took = sorted(Attempt.objects.values_list("took_ms", flat=True))
    result.p99_ms = took[int(len(took) * 0.99)] if took else 0
    errors = Counter(Attempt.objects.values_list("error", flat=True))
    result.notes.append(f"{refused} of {len(urls)} were refused when they were given.")
    result.notes.append(f"What the sender noted: {dict(errors.most_common(6))}.")
    for model in (Tail, Delivery, Endpoint):
        model.objects.all().delete()
