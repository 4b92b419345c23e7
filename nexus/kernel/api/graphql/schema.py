import inspect
from collections.abc import Mapping, Sequence
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)
from graphql.execution.execute import assume_not_async_iterable, assume_not_awaitable
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.tools import merge_types
from strawberry.types.field import StrawberryField

from nexus.kernel.api.graphql.context import Context
from nexus.kernel.api.graphql.documents import InvalidDocumentError
from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.misfits import misfits_of_variables
from nexus.kernel.api.graphql.scalars import SCALARS


class NexusSchema(strawberry.Schema):
    """The schema of a site: what the kernel and the switched-on domains answer, side by side."""

    @classmethod
    def of(
        cls, queries: Sequence[type], mutations: Sequence[type], subscriptions: Sequence[type] = ()
    ) -> "NexusSchema":
        """Sum the queries, mutations and subscriptions of many rooms."""
        schema = cls(
            _sum("Query", queries, "What one may ask."),
            _sum("Mutation", mutations, "What one may do."),
            _sum("Subscription", subscriptions, "What one may follow.") if subscriptions else None,
            config=StrawberryConfig(scalar_map=SCALARS, sort_schema=True),
        )
        for kind in schema.types.type_map.values():
            _describe(kind)
        return schema

    @property
    def types(self) -> GraphQLSchema:
        """Give graphql-core's view of it, to validate against."""
        return self._schema

    def ready(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        context: Context,
    ) -> LeanExecutor:
        """Give what runs a validated operation; InvalidDocumentError where a variable doesn't fit it."""
        built = LeanExecutor.build(
            self.types,
            document,
            context_value=context,
            raw_variable_values=dict(variables),
            operation_name=operation.name.value if operation.name else None,
            is_awaitable=assume_not_awaitable,
            is_async_iterable=assume_not_async_iterable,
        )
        if isinstance(built, list):
            raise InvalidDocumentError(misfits_of_variables(self.types, document, operation, variables))
        return cast("LeanExecutor", built)


def _sum(name: str, parts: Sequence[type], says: str) -> type:
    whole = merge_types(name, tuple(parts))
    whole.__doc__ = says
    return whole


def _describe(kind: GraphQLNamedType) -> None:
    """Let a docstring be the description in the schema, where nothing else was said."""
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    origin = getattr(definition, "origin", None) or getattr(definition, "wrapped_cls", None)
    if kind.description is None and origin is not None:
        kind.description = inspect.getdoc(origin)
    fields = kind.fields if isinstance(kind, GraphQLObjectType) else {}
    for field in fields.values():
        ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        resolver = ours.base_resolver if isinstance(ours, StrawberryField) else None
        if field.description is None and resolver is not None:
            field.description = inspect.getdoc(resolver.wrapped_func)
