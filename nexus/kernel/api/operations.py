"""Operations: what each method of a path says of itself, once, for schema, docs and the matrix of who may."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from rest_framework.serializers import BaseSerializer

from nexus.kernel.api.errors import (
    Conflict,
    InsufficientScope,
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
from nexus.kernel.kit.actor import Role
from nexus.kernel.kit.scopes import FREE, scope_of

View = TypeVar("View", bound=Callable[..., Any])
Example = Mapping[str, Any]

ANYONE = "anyone"
SIGNED_IN = "signed in"
# What one is by one's account alone; every other party of a rule is how one stands to the thing.
ROLES = {ANYONE, SIGNED_IN, *(role.replace("_", " ") for role in Role)}

# What any request may meet, whatever it asks for.
ANYWHERE = (InvalidToken, MalformedRequest, NotAcceptable, RateLimited, ServiceUnavailable)


@dataclass(frozen=True)
class Operation:
    """One method of one path: its sentence, who may, what goes in, what comes out, what can go wrong."""

    summary: str
    who: str
    answer: type[msgspec.Struct] | None = None
    in_full: type[msgspec.Struct] | None = None  # what some are answered instead, such as the owner
    many: bool = False
    beside: type[msgspec.Struct] | None = None  # what is told of a list as a whole, beside its count
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
    scope: str = ""  # what a key or a program must have been given, where it isn't its room's
    module: str = ""
    reads: bool = False

    @property
    def covered_by(self) -> str:
        """Name the scope that a key or a program needs: its own, else its room's; nothing without one."""
        return self.scope or scope_of(self.module, reads=self.reads)

    @property
    def access(self) -> dict[str, Any]:
        """Say who may, for programs: roles, how one stands to the thing, and the scope."""
        parties = [party for said in self.who.split(";") for party in said.strip().split(", ")]
        return {
            "who": self.who,
            "roles": [party for party in parties if party in ROLES],
            "relations": [party for party in parties if party not in ROLES],
            "scope": self.covered_by,
        }

    def all_errors(self) -> list[type[NexusError]]:
        """List what can go wrong here, the general cases included."""
        found: list[type[NexusError]] = [*ANYWHERE, *self.errors]
        if self.who != ANYONE:
            found += [NotAuthenticated, PermissionDenied]
        if self.covered_by not in {"", FREE}:
            found.append(InsufficientScope)
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
    """Declare an operation: the sentence, who may, and what `Operation` names.

    who: `anyone`, or roles and how one stands to the thing, with commas: "the customer, admin".
    """

    def declare(view: View) -> View:
        told = Operation(
            summary,
            who,
            is_idempotent=hasattr(view, "is_idempotent"),
            module=view.__module__,
            reads=view.__name__ == "get",
            **said,
        )
        view = shared(view) if told.public else view
        view.operation = told  # type: ignore[attr-defined]
        return view

    return declare
