"""Shapes: every operation with what its parameters name, as the resolver and the serializers tell of them."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from rest_framework import serializers

from nexus.kernel.api.operations import ANYONE, Operation
from tests.conventions.routes import Route, operations
from tests.torture.cases.access.slots import BODY, PATH, PUBLIC_QUERY, QUERY, TAKES, WORDS

_PARAMETER = re.compile(r"<\w+:(\w+)>")


@dataclass(frozen=True)
class Slot:
    """A place for an id: `order_id` in a path, `?seller` in a query, `.lines.0.line` in a body."""

    at: str
    kind: str

    @property
    def is_filter(self) -> bool:
        """Tell whether it narrows a list, so that what isn't there leaves it empty."""
        return self.at.startswith("?")


@dataclass(frozen=True, eq=False)
class Shape:
    """A request of an operation, but for the ids."""

    route: Route
    method: str
    told: Operation
    slots: tuple[Slot, ...]
    words: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name the operation."""
        return f"{self.method.upper()} {self.route.path}"

    @property
    def reads(self) -> bool:
        """Tell whether nothing is changed by it."""
        return self.method == "get"

    def path(self, ids: Mapping[str, Any]) -> str:
        """Give the path with its query."""
        known = {**self.words, **ids}
        path = _PARAMETER.sub(lambda found: str(known[found[1]]), self.route.path)
        query = "&".join(f"{at[1:]}={value}" for at, value in ids.items() if at.startswith("?"))
        return f"{path}?{query}" if query else path

    def filled(self, ids: Mapping[str, Any]) -> dict[str, Any]:
        """Give the body."""
        body = copy.deepcopy(dict(self.body))
        for at, value in ids.items():
            if at.startswith("."):
                put(body, at[1:], str(value) if isinstance(value, UUID) else value)
        return body


def put(body: Any, at: str, value: Any) -> None:
    """Put a value where `lines.0.line` says, if the body has such a place."""
    *way, last = at.split(".")
    for step in way:
        body = body[int(step)] if isinstance(body, list) else body[step]
    body[int(last) if isinstance(body, list) else last] = value


def has(body: Any, at: str) -> bool:
    """Tell whether a body has a place."""
    for step in at.split("."):
        if isinstance(body, list) and int(step) < len(body):
            body = body[int(step)]
        elif isinstance(body, Mapping) and step in body:
            body = body[step]
        else:
            return False
    return True


def shapes() -> list[Shape]:
    """List every operation's shapes."""
    return [shape for route, method in _asked() for shape in _shapes(route, method)]


def unnamed(known: list[Shape]) -> Iterator[str]:
    """Name the ids that get in somewhere, and that no shape has a thing for."""
    taken: dict[str, set[str]] = defaultdict(set)
    for shape in known:
        taken[shape.name] |= {*shape.words, *(slot.at for slot in shape.slots)}
    for route, method in _asked():
        name, told = f"{method.upper()} {route.path}", route.operation(method)
        assert told is not None
        for at in _references(route, told):
            if at not in taken[name]:
                yield f"{name}: no one says what {at} names. Say it in slots.py."


def _asked() -> list[tuple[Route, str]]:
    # At the other doors one is nobody yet.
    return [(route, method) for route, method in operations() if route.view.authentication_classes]


def _shapes(route: Route, method: str) -> Iterator[Shape]:
    told = route.operation(method)
    assert told is not None
    named = _PARAMETER.findall(route.path)
    words = {name: WORDS[name] for name in named if name in WORDS}
    name = f"{method.upper()} {route.path}"
    for taken in TAKES.get(name) or [{}]:
        said = words | {at: kind for at, kind in taken.items() if at in named and at == "kind"}
        body = taken.get("body") or (getattr(told.body, "example", None) or {} if told.body else {})
        inside = {f".{at}": kind for at, kind in BODY.items() if has(body, at)}
        inside |= {at: kind for at, kind in taken.items() if at.startswith(".")}
        for kinds in _in_path([at for at in named if at not in said], taken):
            for asked in _in_query(told, taken):
                slots = tuple(Slot(at, kind) for at, kind in {**kinds, **asked, **inside}.items())
                yield Shape(route, method, told, slots, said, body)


def _in_path(named: list[str], taken: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    kinds = [(taken[at],) if at in taken else PATH.get(at, ()) for at in named]
    if all(kinds):
        for number in range(min(map(len, kinds), default=1)):
            yield {at: of[number] for at, of in zip(named, kinds, strict=True)}


def _in_query(told: Operation, taken: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    yield {}
    named = QUERY | PUBLIC_QUERY if told.who == ANYONE else QUERY
    for at in _filters(told):
        if kind := taken.get(f"?{at}") or named.get(at):
            yield {f"?{at}": kind}


def _references(route: Route, told: Operation) -> Iterator[str]:
    yield from _PARAMETER.findall(route.path)
    for field in msgspec.structs.fields(told.query) if told.query else ():
        if UUID in (field.type, *getattr(field.type, "__args__", ())):
            yield f"?{field.encode_name}"
    if told.body:
        yield from (f".{at}" for at in _ids_in(told.body()))


def _filters(told: Operation) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(told.query)] if told.query else []


def _ids_in(field: serializers.Field[Any, Any, Any, Any], at: str = "") -> Iterator[str]:
    if isinstance(field, serializers.ListSerializer | serializers.ListField):
        yield from _ids_in(field.child, f"{at}.0")
    elif isinstance(field, serializers.BaseSerializer):
        for name, inner in field.fields.items():
            yield from _ids_in(inner, f"{at}.{name}" if at else name)
    elif isinstance(field, serializers.UUIDField):
        yield at
