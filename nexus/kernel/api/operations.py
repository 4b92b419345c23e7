"""Operations: what each method of a path says of itself, once, for schema, docs and the matrix of who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import BaseSerializer

from nexus.kernel.api import shapes
from nexus.kernel.api.answers import DEFAULT_MESSAGE
from nexus.kernel.api.errors import (
    Conflict,
    InvalidToken,
    MalformedRequest,
    NexusError,
    NotAcceptable,
    NotAuthenticated,
    NotFound,
    PayloadTooLarge,
    PermissionDenied,
    RateLimited,
    ServiceUnavailable,
    UnsupportedMediaType,
    ValidationFailed,
)
from nexus.kernel.api.exceptions import IdempotencyMismatch
from nexus.kernel.api.pages import shared

View = TypeVar("View", bound=Callable[..., Any])
Example = Mapping[str, Any]

ANYONE = "anyone"

# What any request may meet, whatever it asks for.
ANYWHERE = (InvalidToken, MalformedRequest, NotAcceptable, RateLimited, ServiceUnavailable)

_IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again with the same key and body, a request gets the same answer and no second effect.",
)


@dataclass(frozen=True)
class Operation:
    """One method of one path: its sentence, who may, what goes in, what comes out, what can go wrong."""

    summary: str
    who: str
    answer: type[msgspec.Struct] | None = None
    many: bool = False
    bare: bool = False
    status: int = 200
    query: type[msgspec.Struct] | None = None
    body: type[BaseSerializer[Any]] | None = None
    body_types: Sequence[str] = (
        "application/json",
        "multipart/form-data",
        "application/x-www-form-urlencoded",
    )
    errors: Sequence[type[NexusError]] = field(default=())
    description: str = ""
    tag: str | None = None
    public: Sequence[str] = ()  # the resources a public answer is made of: shared caches may keep it
    is_idempotent: bool = False  # it honours Idempotency-Key: told by @idempotent

    def all_errors(self) -> list[type[NexusError]]:
        """List what can go wrong here, the general cases included."""
        found: list[type[NexusError]] = [*ANYWHERE, *self.errors]
        if self.who != ANYONE:
            found += [NotAuthenticated, PermissionDenied]
        if self.body:
            found += [ValidationFailed, PayloadTooLarge, UnsupportedMediaType]
        if self.query:
            found.append(ValidationFailed)
        if self.many:
            found.append(NotFound)  # a page past the end
        if self.is_idempotent:
            found += [Conflict, IdempotencyMismatch]
        return [*dict.fromkeys(found)]


def operation(summary: str, *, who: str, **said: Any) -> Callable[[View], View]:
    """Declare an operation: the sentence, who may (`anyone` or the roles), and what `Operation` names."""

    def declare(view: View) -> View:
        told = Operation(summary, who, is_idempotent=hasattr(view, "is_idempotent"), **said)
        view = shared(view) if told.public else view
        view.operation = told  # type: ignore[attr-defined]
        documented: View = extend_schema(
            summary=told.summary,
            description=f"{told.description or f'{told.summary}.'}\n\n**Who may:** {told.who}.",
            tags=[told.tag] if told.tag else None,
            parameters=_parameters(told),
            request=dict.fromkeys(told.body_types, told.body) if told.body else None,
            responses=_responses(told),
            examples=_examples(told),
            extensions={"x-access": told.who},
            auth=[{}],  # type: ignore[list-item]  # the document names its one scheme itself
        )(view)
        return documented

    return declare


def _parameters(told: Operation) -> list[OpenApiParameter]:
    headers = [_IDEMPOTENCY_KEY] if told.is_idempotent else []
    if told.query is None:
        return headers
    described = shapes.schema_of(told.query, inline=True)
    return headers + [
        OpenApiParameter(name, type=schema, required=name in described.get("required", ()))
        for name, schema in described["properties"].items()
    ]


def _responses(told: Operation) -> dict[Any, Any]:
    good: Any = OpenApiResponse(description="Deleted")
    if told.answer is not None:
        schema = shapes.schema_of(told.answer)
        if not told.bare:
            schema = shapes.list_envelope(schema) if told.many else shapes.envelope(schema)
        good = OpenApiResponse(schema, description=DEFAULT_MESSAGE)
    return {told.status: good} | {
        status: OpenApiResponse(shapes.ERROR, description=", ".join(codes))
        for status, codes in _codes_by_status(told).items()
    }


def _codes_by_status(told: Operation) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = {}
    for error in sorted(told.all_errors(), key=lambda error: (error.status, error.code)):
        grouped.setdefault(error.status, []).append(error.code)
    return grouped


def _examples(told: Operation) -> list[OpenApiExample]:
    examples = [
        OpenApiExample(
            error.code, shapes.error_example(error), response_only=True, status_codes=[str(error.status)]
        )
        for error in told.all_errors()
    ]
    if told.answer is not None:
        shown = shapes.example_of(told.answer)
        if not told.bare:
            shown = shapes.list_example(shown) if told.many else shapes.envelope_example(shown)
        examples.append(OpenApiExample("Answer", shown, response_only=True, status_codes=[str(told.status)]))
    if told.body is not None:
        shown = getattr(told.body, "example", None)
        kind = told.body_types[0]
        examples.append(OpenApiExample("Request", shown, request_only=True, media_type=kind))
    return examples
