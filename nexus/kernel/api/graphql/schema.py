import inspect
from collections.abc import AsyncIterable, Mapping, Sequence
from typing import Any, cast

import strawberry
from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    GraphQLError,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    create_source_event_stream,
    execute,
)
from graphql.execution.execute import assume_not_async_iterable, assume_not_awaitable
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.tools import merge_types
from strawberry.types.field import StrawberryField

from nexus.kernel.api.graphql.context import Context
from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.scalars import SCALARS


class NexusSchema(strawberry.Schema):
    """The schema of a site: what the kernel and the switched-on domains answer, side by side."""

    @classmethod
    def of(
        cls, queries: Sequence[type], mutations: Sequence[type], subscriptions: Sequence[type] = ()
    ) -> "NexusSchema":
        """Sum the queries, mutations and subscriptions of many rooms."""
        schema = cls(
            merge_types("Query", tuple(queries)),
            merge_types("Mutation", tuple(mutations)),
            merge_types("Subscription", tuple(subscriptions)) if subscriptions else None,
            config=StrawberryConfig(scalar_map=SCALARS, sort_schema=True),
        )
        for kind in schema.types.type_map.values():
            _describe(kind)
        return schema

    @property
    def types(self) -> GraphQLSchema:
        """Give graphql-core's view of it, to validate against."""
        return self._schema

    def run(
        self,
        document: DocumentNode,
        name: str | None,
        variables: Mapping[str, Any],
        context: Context,
        *,
        event: Any = None,
    ) -> ExecutionResult:
        """Run a validated document's operation; its values are written by the house's JSON encoder.

        event: what a subscription is told of.
        """
        result = execute(
            self._schema,
            document,
            root_value=event,
            context_value=context,
            variable_values=dict(variables),
            operation_name=name,
            executor_class=LeanExecutor,
            is_awaitable=assume_not_awaitable,
            is_async_iterable=assume_not_async_iterable,
        )
        if not isinstance(result, ExecutionResult):
            raise TypeError("A resolver is asynchronous; this door is not.")
        return result

    def source(
        self, document: DocumentNode, name: str | None, variables: Mapping[str, Any], context: Context
    ) -> AsyncIterable[Any]:
        """Give what a validated subscription's field says that it listens to; GraphQLError where it can't."""
        executor = Executor.build(
            self._schema,
            document,
            context_value=context,
            raw_variable_values=dict(variables),
            operation_name=name,
            is_awaitable=assume_not_awaitable,
        )
        if not isinstance(executor, Executor):
            raise executor[0]
        found = create_source_event_stream(executor)
        if isinstance(found, ExecutionResult):
            raise (found.errors or [GraphQLError("This subscription names nothing.")])[0]
        return cast("AsyncIterable[Any]", found)


def _describe(kind: GraphQLNamedType) -> None:
    """Let a docstring be the description in the schema, where nothing else was said."""
    definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    origin = getattr(definition, "origin", None)
    if kind.description is None and origin is not None:
        kind.description = inspect.getdoc(origin)
    fields = kind.fields if isinstance(kind, GraphQLObjectType) else {}
    for field in fields.values():
        ours = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        resolver = ours.base_resolver if isinstance(ours, StrawberryField) else None
        if field.description is None and resolver is not None:
            field.description = inspect.getdoc(resolver.wrapped_func)
