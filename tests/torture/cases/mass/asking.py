"""How an operation is asked so that it comes through: by whom, about what of their own, with what in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from tests.factories.pictures import picture, sent
from tests.torture.cases.access.kept import PDF
from tests.torture.cases.access.world import OWN, Person, World
from tests.torture.cases.mass.bodies import MADE, MEANT
from tests.torture.cases.mass.document import Described, properties
from tests.torture.cases.mass.written import Watch, Written

# Which things of the world a parameter or a property may name, where they aren't called as it is.
KINDS = {
    "order": ("open_order", "paid_order", "order"),
    "part": ("paid_part", "part"),
    "line": ("paid_line", "approved_line", "line"),
    "product": ("product", "draft"),
    "variant": ("variant", "spare_variant", "draft_variant"),
    "job": ("job", "draft_job", "closed_job"),
    "return": ("return", "approved_return"),
    "endpoint": ("endpoint", "hiring_endpoint"),
    "client": ("client", "authorization"),
    "item": ("cart_item",),
    "rule": ("tax_rule",),
    "seller": ("store",),
    "attachments": ("unsent_file",),
    "up_to": ("notification",),
    "thing": ("product", "job"),
}
WORDS = {
    "currency": "EUR",
    "provider": "sandbox",
    "provider_id": "google",
    "role": "seller",
    "kind": "product",
}


@dataclass(frozen=True)
class Asking:
    """One way to ask an operation."""

    operation: Described
    person: Person
    path: str
    body: Any
    is_file: bool = False

    def now(self) -> tuple[HttpResponse, Written]:
        """Ask, see what is written, and undo it."""
        client = APIClient(raise_request_exception=False, SERVER_NAME="localhost")
        if self.person.token:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {self.person.token}")
        with undone():
            body = self.body() if callable(self.body) else self.body
            watch = Watch()
            form = "multipart" if self.is_file else "json"
            answer = getattr(client, self.operation.method)(self.path, body, format=form)
            return answer, watch.written()

    def saying(self, body: Any) -> Asking:
        """Ask the same with another body."""
        return replace(self, body=body)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is done; actions that begin a transaction of their own may do so in it."""
    shot = transaction.atomic()
    shot._from_testcase = True  # type: ignore[attr-defined]
    with shot:
        yield
        transaction.set_rollback(True)


def coming_through(operation: Described, world: World) -> tuple[Asking, HttpResponse, Written] | None:
    """Find a way in which an operation comes through."""
    for asking in _ways(operation, world):
        try:
            answer, written = asking.now()
        except KeyError:  # to this person nothing was handed out that the body needs
            continue
        if answer.status_code < 300:
            return asking, answer, written
    return None


def _ways(operation: Described, world: World) -> Iterator[Asking]:
    for path in _paths(operation, world):
        for person in world.people.values():
            for body in _bodies(operation, world, person):
                yield Asking(operation, person, path, body, operation.takes_a_file)


def _paths(operation: Described, world: World) -> Iterator[str]:
    names = operation.parameters
    for chosen in product(*(_named(name, world) for name in names)):
        path = operation.path
        for name, value in zip(names, chosen, strict=True):
            path = path.replace(f"{{{name}}}", str(value))
        yield path


def _named(name: str, world: World) -> list[Any]:
    if name in WORDS:
        return [WORDS[name]]
    kind = name.removesuffix("_id")
    own = world.things[OWN]
    return [own[each] for each in KINDS.get(kind, (kind,)) if each in own]


def _bodies(operation: Described, world: World, person: Person) -> list[Any]:
    if operation.takes_a_file:
        return [{name: _file(name) for name, said in properties(operation.body).items() if _is_file(said)}]
    if made := MADE.get(operation.label):
        user = User.objects.filter(pk__in=_ids(person)).first()
        return [made(world.things[OWN], user)] if user else []
    example = operation.example | MEANT.get(operation.label, {})
    bodies = [_about(example, world, turn) for turn in range(3)]
    return [body for number, body in enumerate(bodies) if body not in bodies[:number]]


def _about(example: Any, world: World, turn: int, name: str = "") -> Any:
    # What is named in an example isn't there: the world's own things are.
    if isinstance(example, dict):
        return {key: _about(value, world, turn, key) for key, value in example.items()}
    if isinstance(example, list):
        return [_about(value, world, turn, name) for value in example]
    if name in {"role", "provider", "kind", "currency"} or not _is_id(example):
        return example
    found = _named(name, world)
    return str(found[turn % len(found)]) if found else example


def _is_id(value: Any) -> bool:
    return value == 1 or (isinstance(value, str) and value.startswith("0199a3f2-"))


def _ids(person: Person) -> list[str]:
    import jwt

    if not person.token:
        return []
    return [jwt.decode(person.token, options={"verify_signature": False})["sub"]]


def _is_file(said: Any) -> bool:
    return said.get("format") == "binary"


def _file(name: str) -> Any:
    return sent(PDF, "terms.pdf", "application/pdf") if name == "file" else sent(picture((400, 400)))
