"""Clients that don't give up: each request is sent until it has an answer, and what was answered is kept."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from tests.torture.webs import Webs

PATIENCE = 120.0
AGAIN = {409, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Answer:
    """What a client was told."""

    status: int
    body: bytes

    @property
    def data(self) -> Any:
        """Give what the envelope holds."""
        return json.loads(self.body)["data"]

    @property
    def error(self) -> Any:
        """Give the error of the envelope."""
        return json.loads(self.body)["error"]

    @property
    def results(self) -> Any:
        """Give the entries of a list."""
        return json.loads(self.body)["results"]


@dataclass
class Journal:
    """All that clients were told, by what they had asked for."""

    answers: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))
    sent: int = 0
    broken: int = 0
    server_errors: int = 0
    took_ms: list[float] = field(default_factory=list)
    took_by_name: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, answer: Answer, took_ms: float) -> None:
        """Keep an answer."""
        with self._lock:
            self.answers[name].append(answer)
            self.took_ms.append(took_ms)
            self.took_by_name[name].append(took_ms)

    def count(self, *, broken: bool = False, failed: bool = False) -> None:
        """Count a sending, one that broke off or one that the server failed at."""
        with self._lock:
            self.sent += not (broken or failed)
            self.broken += broken
            self.server_errors += failed

    def clear(self) -> None:
        """Forget how long answers took: what was measured so far was a run-up."""
        with self._lock:
            self.took_by_name.clear()

    def waits_of(self, name: str) -> list[float]:
        """Give how long one kind of request took, the quickest first."""
        return sorted(self.took_by_name[name])

    def p99_ms(self) -> float:
        """Say how long all but one in a hundred waited at most."""
        waits = sorted(self.took_ms)
        return waits[int(len(waits) * 0.99)] if waits else 0.0


class Customer:
    """An account's client: a token of its own, renewed when it ends."""

    def __init__(self, user: User, site: Webs, journal: Journal, seed: int) -> None:
        self.user, self.site, self.journal = user, site, journal
        self._seed, self._local = seed, threading.local()
        self._token = issue_tokens(user).access

    def post(
        self, path: str, body: Any, *, key: str = "", name: str = "", again: Iterable[int] = AGAIN
    ) -> Answer:
        """Send until there is an answer that isn't in `again`, and keep that one in the journal."""
        return self._ask("POST", path, body, key, name or key or path, set(again))

    def put(self, path: str, body: Any, *, name: str = "") -> Answer:
        """Change something; sent again, it is the same change."""
        return self._ask("PUT", path, body, "", name or path, AGAIN)

    def get(self, path: str, *, name: str = "", again: Iterable[int] = AGAIN) -> Answer:
        """Ask until there is an answer that isn't in `again`."""
        return self._ask("GET", path, None, "", name or path, set(again))

    def _ask(self, method: str, path: str, body: Any, key: str, name: str, again: set[int]) -> Answer:
        begun, pause = time.monotonic(), 0.02
        while True:
            self.journal.count()
            answer = self._try(method, path, body, key)
            if answer is not None and answer.status == 401:
                self._token, answer = issue_tokens(self.user).access, None
            if answer is not None and answer.status not in again:
                self.journal.note(name, answer, (time.monotonic() - begun) * 1000)
                return answer
            if answer is not None and answer.status == 500:
                self.journal.count(failed=True)
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"{method} {path}: no answer but {answer}.")
            time.sleep(pause * self._dice().uniform(0.5, 1.5))
            pause = min(pause * 1.5, 0.5)

    def _try(self, method: str, path: str, body: Any, key: str) -> Answer | None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        host, port = self.site.address(self._dice())
        line = http.client.HTTPConnection(host, port, timeout=10)
        try:
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            response = line.getresponse()
            return Answer(response.status, response.read())
        except (OSError, http.client.HTTPException):
            self.journal.count(broken=True)
            return None
        finally:
            line.close()

    def _dice(self) -> random.Random:
        if not hasattr(self._local, "dice"):
            self._local.dice = random.Random(f"{self._seed}-{threading.get_ident()}")
        dice: random.Random = self._local.dice
        return dice


def all_of(deeds: Iterable[Callable[[], Any]], *, at_once: int) -> list[Any]:
    """Do many things, so many at a time; the first that fails is raised."""
    from django.db import connections

    def do(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(do, deeds))
