"""What an operation says of itself, in OpenAPI's words: read when the document is made, and never before."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from nexus.kernel.api import shapes
from nexus.kernel.api.answers import DEFAULT_MESSAGE
from nexus.kernel.api.operations import Operation

_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same key and body, a request gets the same answer and no second effect.",
)


def request(told: Operation) -> dict[str, Any] | None:
    """Give what its body may be, by media type."""
    return dict.fromkeys(told.body_types, told.body) if told.body else None


def parameters(told: Operation) -> list[OpenApiParameter]:
    """Give what its query string and its headers may hold."""
    headers = [_IDEMPOTENCY_KEY] if told.is_idempotent else []
    if told.query is None:
        return headers
    described = shapes.schema_of(told.query, inline=True)
    return headers + [
        OpenApiParameter(name, type=schema, required=name in described.get("required", ()))
        for name, schema in described["properties"].items()
    ]


def responses(told: Operation) -> dict[Any, Any]:
    """Give what it answers with, by status."""
    if told.file:
        return {(told.status, told.file): OpenApiTypes.BINARY} | _refusals(told)
    good: Any = OpenApiResponse(description="Deleted")
    if told.answer is not None:
        schema = shapes.schema_of(told.answer)
        if told.in_full is not None:
            schema = {"anyOf": [schema, shapes.schema_of(told.in_full)]}
        if not told.bare:
            schema = shapes.list_envelope(schema, told.beside) if told.many else shapes.envelope(schema)
        good = OpenApiResponse(schema, description=DEFAULT_MESSAGE)
    return {told.status: good} | _refusals(told)


def _refusals(told: Operation) -> dict[Any, Any]:
    return {
        status: OpenApiResponse(shapes.ERROR, description=", ".join(codes))
        for status, codes in _codes_by_status(told).items()
    }


def _codes_by_status(told: Operation) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for error in sorted(told.all_errors(), key=lambda error: (error.status, error.code)):
        grouped.setdefault(error.status, []).append(error.code)
    return grouped


def examples(told: Operation) -> list[OpenApiExample]:
    """Show what goes in, what comes out and what can go wrong."""
    shown_here = [
        OpenApiExample(
            error.code, shapes.error_example(error), response_only=True, status_codes=[str(error.status)]
        )
        for error in told.all_errors()
    ]
    if told.answer is not None:
        shown = shapes.example_of(told.answer)
        if not told.bare:
            shown = shapes.list_example(shown, told.beside) if told.many else shapes.envelope_example(shown)
        shown_here.append(
            OpenApiExample("Answer", shown, response_only=True, status_codes=[str(told.status)])
        )
    if told.body is not None:
        shown = getattr(told.body, "example", None)
        kind = told.body_types[0]
        shown_here.append(OpenApiExample("Request", shown, request_only=True, media_type=kind))
    return shown_here
