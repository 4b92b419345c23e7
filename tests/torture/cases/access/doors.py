"""The doors that a shape is sent through, and what comes back but for what differs each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from rest_framework.test import APIClient

from nexus.kernel.api.errors import NexusError
from tests.factories.pictures import picture, sent
from tests.torture.cases.access.shapes import Shape
from tests.torture.cases.access.world import Person

REQUEST_ID = "the-matrix"
# What an answer's sender adds, or what follows from the length of an id.
UNTOLD = {"content-length", "date", "etag", "server-timing"}


@dataclass(frozen=True)
class Answer:
    """What somebody was told; changed: the tables that it left another than they were."""

    status: int
    code: str
    told: bytes
    changed: tuple[str, ...] = ()

    @property
    def is_refusal(self) -> bool:
        """Tell whether nothing was given."""
        return self.status >= 400


class Rest:
    """REST, in this process."""

    name = "REST"

    def __init__(self) -> None:
        self._client = APIClient(raise_request_exception=False, HTTP_HOST="localhost")

    def ask(self, shape: Shape, ids: Mapping[str, Any], person: Person) -> tuple[int, str, bytes]:
        """Send it; what happens stays."""
        headers = {"HTTP_X_REQUEST_ID": REQUEST_ID, **_authorization(person)}
        send = getattr(self._client, shape.method)
        body = shape.filled(ids)
        sends_files = "(a file)" in str(body)
        answer = send(
            shape.path(ids),
            _with_files(body) or None,
            format="multipart" if sends_files else "json",
            **headers,
        )
        status, body = answer.status_code, content_of(answer)
        is_json = answer.get("Content-Type", "").startswith("application/json")
        code = answer.json().get("error", {}).get("code", "") if status >= 400 and is_json else ""
        return status, code, b"\n".join([_headers(answer), body])


def content_of(answer: HttpResponse) -> bytes:
    """Read an answer, a file's too."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _with_files(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: sent(picture()) if "(a file)" in str(said) else said for name, said in body.items()}


def _authorization(person: Person) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {person.token}"} if person.token else {}


def _headers(answer: HttpResponse) -> bytes:
    told = sorted(f"{name.lower()}: {said}" for name, said in answer.items() if name.lower() not in UNTOLD)
    return "\n".join([str(answer.status_code), *told]).encode()


def undone() -> transaction.Atomic:
    """Open a transaction in the matrix's own; payments begin theirs in it as if it were none."""
    within = transaction.atomic()
    within._from_testcase = True  # type: ignore[attr-defined]
    return within


def statuses() -> dict[str, int]:
    """Give the status of every code of the registry, as GraphQL's errors tell only codes."""
    found: dict[str, int] = {}
    waiting = [NexusError]
    while waiting:
        kind = waiting.pop()
        found[kind.code] = int(kind.status)
        waiting += kind.__subclasses__()
    return found
