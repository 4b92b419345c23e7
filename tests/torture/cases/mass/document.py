"""The API as its document tells it: each operation, what it takes, and what it answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Schema = Mapping[str, Any]
WRITING = ("post", "put", "patch", "delete")


@dataclass(frozen=True)
class Described:
    """One operation."""

    path: str
    method: str
    told: Mapping[str, Any]

    @property
    def label(self) -> str:
        """Name it."""
        return f"{self.method.upper()} {self.path}"

    @property
    def writes(self) -> bool:
        """Tell whether it may change something."""
        return self.method in WRITING

    @property
    def parameters(self) -> list[str]:
        """Name the parameters of its path."""
        return [each["name"] for each in self.told.get("parameters", ()) if each["in"] == "path"]

    @property
    def body(self) -> Schema:
        """Give the schema of what it takes; an empty one where it takes nothing."""
        kinds = self.told.get("requestBody", {}).get("content", {})
        return next((kind.get("schema", {}) for kind in kinds.values()), {})

    @property
    def example(self) -> dict[str, Any]:
        """Give the body that the document shows."""
        kinds = self.told.get("requestBody", {}).get("content", {})
        shown = kinds.get("application/json", {}).get("examples", {})
        return next((each["value"] for each in shown.values()), {})

    @property
    def takes_a_file(self) -> bool:
        """Tell whether a file is sent to it."""
        return set(self.told.get("requestBody", {}).get("content", {})) == {"multipart/form-data"}

    def answer(self, status: int) -> Schema | None:
        """Give the schema of an answer; None where it isn't JSON, or isn't told of."""
        content = self.told["responses"].get(str(status), {}).get("content", {})
        found: Schema | None = content.get("application/json", {}).get("schema")
        return found


@cache
def _document() -> dict[str, Any]:
    # A test holds it to be of today.
    file = Path(__file__).resolve().parents[4] / "docs" / "openapi.json"
    read: dict[str, Any] = json.loads(file.read_text())
    return read


def described() -> list[Described]:
    """List every operation."""
    return [
        Described(path, method, told)
        for path, methods in _document()["paths"].items()
        for method, told in methods.items()
    ]


def resolved(schema: Schema) -> Schema:
    """Follow a reference."""
    while "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def undeclared(schema: Schema, told: Any, where: str = "") -> Iterator[str]:
    """Name what an answer holds that its schema doesn't declare."""
    schema = resolved(schema)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        yield from min((list(undeclared(choice, told, where)) for choice in choices), key=len)
    elif isinstance(told, list):
        for entry in told:
            yield from undeclared(schema.get("items", {}), entry, f"{where}[]")
    elif isinstance(told, dict):
        yield from _undeclared_keys(schema, told, where)


def _undeclared_keys(schema: Schema, told: dict[str, Any], where: str) -> Iterator[str]:
    known = properties(schema)
    # An object of which nothing is said is one that holds anything.
    others = schema.get("additionalProperties", "properties" not in schema)
    for name, value in told.items():
        if name in known:
            yield from undeclared(known[name], value, f"{where}.{name}")
        elif others is False:
            yield f"{where}.{name}"
        elif isinstance(others, dict):
            yield from undeclared(others, value, f"{where}.{name}")


def properties(schema: Schema) -> dict[str, Schema]:
    """Give the properties that an object's schema declares."""
    schema = resolved(schema)
    known = dict(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        known |= properties(part)
    return known
