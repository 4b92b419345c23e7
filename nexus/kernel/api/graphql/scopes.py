"""Which scope covers a root field: its room's, as it reads or writes, or the one that it names itself."""

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, OperationType
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.fields import SCOPE
from nexus.kernel.api.graphql.steps import roots
from nexus.kernel.api.scopes import demand
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.scopes import FREE, scope_of


def demand_all(executor: LeanExecutor, actor: Actor) -> None:
    """Go on where the actor's scopes cover each root field of an operation; else InsufficientScope."""
    if actor.scopes is None:
        return
    operation = executor.operation
    kind = executor.schema.get_root_type(operation.operation)
    reads = operation.operation is not OperationType.MUTATION
    for name in roots(operation.selection_set, executor.fragment_definitions):
        field = kind.fields.get(name) if kind else None
        demand(actor, covering(field, reads=reads) if field else FREE)  # __typename and the like tell nothing


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


def covering(field: GraphQLField, *, reads: bool) -> str:
    """Name the scope of a root field; nothing where nobody said any."""
    ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(ours, StrawberryField) or ours.base_resolver is None:
        return ""
    own: str = ours.metadata.get(SCOPE, "")
    return own or scope_of(ours.base_resolver.wrapped_func.__module__, reads=reads)
