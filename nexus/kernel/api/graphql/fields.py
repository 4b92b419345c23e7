"""Fields that are resolved by more than an attribute: typed, and alike in every room."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from nexus.kernel.api.graphql.connections import Connection, Paged
from nexus.kernel.api.operations import SIGNED_IN

F = TypeVar("F", bound=Callable[..., Any])

RESUMABLE = "resumable"
SCOPE = "scope"
WHO = "who"


def shown_as(kind: Any, *, name: str | None = None, scope: str = "") -> Callable[[F], F]:
    """Resolve a field with something that has the attributes of this type, such as one of REST's shapes.

    name: where Python keeps the word for itself. scope: where it isn't its room's.
    """
    decorate: Callable[[F], F] = strawberry.field(graphql_type=kind, name=name, metadata=_said(scope))
    return decorate


def listed(kind: type, *, scope: str = "") -> Callable[[F], F]:
    """Resolve a list of this type with a Listing; the page that is asked for is shown as a connection.

    scope: where it isn't its room's.
    """
    decorate: Callable[[F], F] = strawberry.field(
        graphql_type=Connection[kind],  # type: ignore[valid-type]
        extensions=[Paged()],
        metadata=_said(scope),
    )
    return decorate


def mutation(kind: type, *, scope: str = "", who: str = SIGNED_IN) -> Callable[[F], F]:
    """Do something and show what came of it; a refusal leaves the answers of other mutations standing.

    scope: where it isn't its room's. who: ANYONE where visitors may; its rule says who of the others.
    """
    said = _said(scope) | {WHO: who}
    decorate: Callable[[F], F] = strawberry.mutation(graphql_type=kind | None, metadata=said)
    return decorate


def resumable_mutation(kind: type) -> Callable[[F], F]:
    """Do something that takes several transactions, such as a payment; under a key it can be resumed."""
    decorate: Callable[[F], F] = strawberry.mutation(graphql_type=kind | None, metadata={RESUMABLE: True})
    return decorate


def _said(scope: str) -> dict[str, str]:
    return {SCOPE: scope} if scope else {}
