"""Read shapes: a msgspec Struct says once what an answer holds, for its bytes and its OpenAPI schema."""

from functools import cache
from inspect import cleandoc
from typing import Any, get_args, get_origin

import msgspec

from nexus.kernel.api.answers import DEFAULT_MESSAGE
from nexus.kernel.api.errors import NexusError

REF = "#/components/schemas/{name}"

_components: dict[str, Any] = {}

ERROR: dict[str, Any] = {"$ref": REF.format(name="Error")}

_ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["success", "error"],
    "properties": {
        "success": {"type": "boolean", "const": False},
        "error": {
            "type": "object",
            "required": ["code", "message", "details", "request_id"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "details": {"type": "object", "additionalProperties": True},
                "request_id": {"type": "string"},
            },
        },
    },
}


@cache  # the document asks for each some thirty times
def schema_of(shape: type[msgspec.Struct], *, inline: bool = False) -> dict[str, Any]:
    """Give a Struct's JSON schema: a reference to a component of the document, or the schema itself."""
    (schema,), found = msgspec.json.schema_components([shape], ref_template=REF)
    components = {name: _in_line(described) for name, described in found.items()}
    if inline:
        described: dict[str, Any] = components[shape.__name__]
        return described
    for name, described in components.items():
        if _components.setdefault(name, described) != described:
            raise TypeError(f"Two shapes are called {name}: the document would tell of one of them for both.")
    return schema


def _in_line(schema: dict[str, Any]) -> dict[str, Any]:
    # Only from Python 3.13 on is a docstring free of its indent by itself.
    told = schema.get("description")
    return {**schema, "description": cleandoc(told)} if told else schema


def envelope(schema: dict[str, Any]) -> dict[str, Any]:
    """Wrap one object's schema in the envelope."""
    return {
        "type": "object",
        "required": ["success", "data", "message"],
        "properties": {
            "success": {"type": "boolean", "const": True},
            "data": schema,
            "message": {"type": "string"},
        },
    }


def list_envelope(schema: dict[str, Any], beside: type[msgspec.Struct] | None = None) -> dict[str, Any]:
    """Wrap a list's schema in the envelope; beside: what is told of the list as a whole."""
    whole = schema_of(beside, inline=True) if beside else {"required": [], "properties": {}}
    link = {"anyOf": [{"type": "string", "format": "uri"}, {"type": "null"}]}
    return {
        "type": "object",
        "required": ["success", "count", "next", "previous", "results", *whole["required"]],
        "properties": {
            "success": {"type": "boolean", "const": True},
            "count": {"type": "integer", "description": "Exact up to 10,000; beyond that `more` is true."},
            "more": {"type": "boolean", "description": "There are more than `count`."},
            "next": link,
            "previous": link,
            **whole["properties"],
            "results": {"type": "array", "items": schema},
        },
    }


def example_of(shape: type[msgspec.Struct]) -> Any:
    """Give the example that a shape carries; a list of shapes shows one."""
    if get_origin(shape) is list:
        return [example_of(*get_args(shape))]
    return getattr(shape, "example", {})


def envelope_example(data: Any) -> dict[str, Any]:
    """Show one object in the envelope."""
    return {"success": True, "data": data, "message": DEFAULT_MESSAGE}


def list_example(entry: Any, beside: type[msgspec.Struct] | None = None) -> dict[str, Any]:
    """Show a list in the envelope."""
    whole = example_of(beside) if beside else {}
    return {"success": True, "count": 1, "next": None, "previous": None, **whole, "results": [entry]}


def error_example(error: type[NexusError]) -> dict[str, Any]:
    """Show an error in the envelope."""
    return {
        "success": False,
        "error": {
            "code": error.code,
            "message": error.sentence,
            "details": error.shown,
            "request_id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        },
    }


def add_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put the shapes that operations answer with into the document (a drf-spectacular hook)."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    known = {**_components, "Error": _ERROR_SCHEMA}
    sought = _references(result["paths"])
    while missing := (sought & known.keys()) - schemas.keys():
        schemas.update({name: known[name] for name in missing})
        sought = _references([known[name] for name in missing])
    result["components"]["schemas"] = dict(sorted(schemas.items()))
    return result


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set().union(*map(_references, part)) if isinstance(part, list) else set()


def only_unversioned(endpoints: list[Any], **_: Any) -> list[Any]:
    """Describe each path once: /api/v1/ serves the same as /api/ (a drf-spectacular hook)."""
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith("/api/v1/")]
