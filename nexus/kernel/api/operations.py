"""Operations: what each method of a path says of itself, once, for schema, docs and the matrix of who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from rest_framework.serializers import BaseSerializer

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


@dataclass(frozen=True)
class Operation:
    """One method of one path: its sentence, who may, what goes in, what comes out, what can go wrong."""

    summary: str
    who: str
    answer: type[msgspec.Struct] | None = None
    many: bool = False
    bare: bool = False
    file: str = ""  # the media type of the file that it answers with, instead of JSON
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
        return view

    return declare
