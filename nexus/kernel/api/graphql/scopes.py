"""What root fields ask of whoever comes: a sign-in, and the scope of their room or the one that they name."""

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from nexus.kernel.api.errors import NotAuthenticated
from nexus.kernel.api.graphql.documents import Prepared
from nexus.kernel.api.graphql.fields import SCOPE, WHO
from nexus.kernel.api.operations import ANYONE
from nexus.kernel.api.scopes import demand
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.scopes import scope_of


def demand_all(
    schema: GraphQLSchema, prepared: Prepared, operation: OperationDefinitionNode, actor: Actor
) -> None:
    """Go on where each root field of an operation is for this actor: NotAuthenticated, InsufficientScope."""
    reads = operation.operation is not OperationType.MUTATION
    if actor.scopes is None and (reads or actor.is_signed_in):
        return
    kind = schema.get_root_type(operation.operation)
    named = [kind.fields.get(name) if kind else None for name in prepared.roots(operation)]
    fields = [field for field in named if field]  # __typename and the like tell nothing
    if not reads and not actor.is_signed_in and any(needs_sign_in(field) for field in fields):
        raise NotAuthenticated
    for field in fields:
        demand(actor, covering(field, reads=reads))


def root_scopes(schema: GraphQLSchema) -> dict[str, str]:
    """Name the scope of each root field: `{"Query.orders": "orders:read"}`."""
    found: dict[str, str] = {}
    for operation in OperationType:
        kind = schema.get_root_type(operation)
        if isinstance(kind, GraphQLObjectType):
            reads = operation is not OperationType.MUTATION
            found |= {
                f"{kind.name}.{name}": covering(field, reads=reads) for name, field in kind.fields.items()
            }
    return found


def needs_sign_in(mutation: GraphQLField) -> bool:
    """Tell whether a mutation is closed to visitors, as each is that doesn't say otherwise."""
    ours = mutation.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return not isinstance(ours, StrawberryField) or ours.metadata.get(WHO) != ANYONE


def covering(field: GraphQLField, *, reads: bool) -> str:
    """Name the scope of a root field; nothing where nobody said any."""
    ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(ours, StrawberryField) or ours.base_resolver is None:
        return ""
    own: str = ours.metadata.get(SCOPE, "")
    return own or scope_of(ours.base_resolver.wrapped_func.__module__, reads=reads)
