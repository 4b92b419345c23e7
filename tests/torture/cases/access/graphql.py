"""GraphQL's door: each root field is sent what its twin is, in its own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from rest_framework.test import APIClient

from nexus.config.schema import schema
from tests.torture.cases.access.doors import REQUEST_ID, statuses
from tests.torture.cases.access.shapes import Shape
from tests.torture.cases.access.twins import twins
from tests.torture.cases.access.world import Person

DEEP = 2
LAYERS = {"edges", "node"}
# What REST's paths call otherwise.
CALLED = {"endpoint": "webhook", "stock_item": "stock"}
_PARAMETER = re.compile(r"<\w+:(\w+)>")


class GraphQL:
    """One root field, in this process."""

    def __init__(self, kind: GraphQLObjectType, name: str) -> None:
        self.name = f"{kind.name}.{name}"
        self._field: GraphQLField = kind.fields[name]
        self._client = APIClient(raise_request_exception=False, HTTP_HOST="localhost")
        self._statuses = statuses()
        given = ", ".join(f"${at}: {argument.type}" for at, argument in self._field.args.items())
        taken = ", ".join(f"{at}: ${at}" for at in self._field.args)
        shown = _selection(get_named_type(self._field.type), DEEP)
        self._head, self._tail = (f"({given})", f"({taken})") if given else ("", "")
        self._document = f"{kind.name.lower()}{self._head} {{ {name}{self._tail}{shown} }}"

    def ask(self, shape: Shape, ids: Mapping[str, Any], person: Person) -> tuple[int, str, bytes]:
        """Send it; what happens stays."""
        asked = {"query": self._document, "variables": self._variables(shape, ids)}
        headers = {"HTTP_X_REQUEST_ID": REQUEST_ID}
        if person.token:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {person.token}"
        answer = self._client.post("/graphql", asked, format="json", **headers)
        body = answer.json()
        errors = body.get("errors") or []
        if errors:
            code = errors[0]["extensions"]["code"]
            return self._statuses.get(code, 400), code, answer.content
        return answer.status_code, "", answer.content

    def takes(self, shape: Shape) -> bool:
        """Tell whether there is a place here for all that a shape names."""
        ids = {slot.at: slot.at for slot in shape.slots}
        said = json.dumps(self._variables(shape, ids))
        return all(f'"{at}"' in said for at in ids)

    def _variables(self, shape: Shape, ids: Mapping[str, Any]) -> dict[str, Any]:
        body = shape.filled(ids)
        known = {**shape.words, **{at.lstrip("?"): str(value) for at, value in ids.items()}}
        path = [at for at in _PARAMETER.findall(shape.route.path) if at not in shape.words]
        named = {_called(at): at for at in path}
        found: dict[str, Any] = {}
        for at, argument in self._field.args.items():
            kind = get_named_type(argument.type)
            if at in named and at != "id":
                found[at] = known[named[at]]
            elif at == "id" and path:
                left = [one for one in path if _called(one) not in self._field.args]
                found[at] = known[(left or path)[-1]]
            elif at in known:
                found[at] = _said(argument.type, known[at])
            elif at == "input" and isinstance(kind, GraphQLInputObjectType):
                found[at] = _said(argument.type, body)
            elif at == "filter" and isinstance(kind, GraphQLInputObjectType):
                found[at] = _said(argument.type, known)
            elif _snake(at) in body:
                found[at] = _said(argument.type, body[_snake(at)])
        return found


def fields() -> Iterator[tuple[GraphQL, str]]:
    """Give the door of each root field, with the operation that it is the twin of; "" without one."""
    of = twins()
    for kind in (schema.types.query_type, schema.types.mutation_type):
        assert kind is not None
        for name in kind.fields:
            door = GraphQL(kind, name)
            yield door, of.get(door.name, "")


def _selection(kind: Any, deep: int) -> str:
    if not isinstance(kind, GraphQLObjectType):
        return ""
    shown = []
    for name, field in kind.fields.items():
        if any(is_non_null_type(argument.type) for argument in field.args.values()):
            continue
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            shown.append(name)
        # A connection's own layers count for nothing.
        elif (deep or name in LAYERS) and (inside := _selection(inner, deep - (name not in LAYERS))):
            shown.append(f"{name}{inside}")
    return f" {{ {' '.join(shown)} }}" if shown else ""


def _said(kind: Any, value: Any) -> Any:
    """Say what REST is told in the words of an input type."""
    if is_non_null_type(kind):
        return _said(kind.of_type, value)
    if is_list_type(kind):
        return [_said(kind.of_type, one) for one in value] if isinstance(value, list) else value
    if isinstance(kind, GraphQLEnumType):
        plain = {getattr(one.value, "value", one.value): name for name, one in kind.values.items()}
        return plain.get(value, value)
    if isinstance(kind, GraphQLInputObjectType) and isinstance(value, Mapping):
        if set(kind.fields) == {"kind", "id"} and len(value) == 1:  # a thing by its kind
            ((name, known),) = value.items()
            return {"kind": name, "id": known}
        found = {name: value[_snake(name)] for name in kind.fields if _snake(name) in value}
        return {name: _said(kind.fields[name].type, one) for name, one in found.items()}
    return value


def _called(parameter: str) -> str:
    name = parameter.removesuffix("_id")
    return CALLED.get(name, name)


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()
