"""Which mutations take several transactions, and so can't share the one that an Idempotency-Key opens."""

from collections.abc import Iterator, Mapping

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

from nexus.kernel.api.errors import MalformedRequest
from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.fields import RESUMABLE

Fragments = Mapping[str, FragmentDefinitionNode]


def runs_in_steps(executor: LeanExecutor) -> bool:
    """Tell whether an operation's mutations are resumable; a mixture can be neither undone nor resumed."""
    found = roots(executor.operation.selection_set, executor.fragment_definitions)
    kinds = {_is_resumable(executor.schema, name) for name in found}
    if len(kinds) > 1:
        raise MalformedRequest(
            "Under an Idempotency-Key, payments come in a request without other mutations."
        )
    return True in kinds


def roots(selected: SelectionSetNode, fragments: Fragments) -> Iterator[str]:
    """Name the root fields that are selected, whichever fragment they stand in."""
    for node in selected.selections:
        match node:
            case FieldNode():
                yield node.name.value
            case InlineFragmentNode():
                yield from roots(node.selection_set, fragments)
            case FragmentSpreadNode():
                yield from roots(fragments[node.name.value].selection_set, fragments)


def _is_resumable(schema: GraphQLSchema, name: str) -> bool:
    field = schema.mutation_type.fields.get(name) if schema.mutation_type else None
    ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF) if field else None
    return bool(getattr(ours, "metadata", {}).get(RESUMABLE))
