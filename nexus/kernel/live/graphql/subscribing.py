"""A subscription: made ready as at the door, and asked what it listens to; then run for each update."""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import msgspec
from django.http import HttpRequest
from graphql import ExecutionResult, GraphQLError, OperationType, create_source_event_stream

from nexus.kernel.api.answers import to_json
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.asked import Asked, ready
from nexus.kernel.api.graphql.execution import LeanExecutor, run
from nexus.kernel.api.graphql.failures import body_of
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.graphql.subscriptions import Source
from nexus.kernel.live.updates import Update


@dataclass(frozen=True)
class Subscription:
    """A subscription that may run. Those of the same document and variables share their answers."""

    asked: Asked
    executor: LeanExecutor
    source: Source

    @classmethod
    def of(cls, schema: NexusSchema, asked: Asked, actor: Actor) -> "Subscription":
        """Read one; whatever is refused is an error of the registry, GraphQL's or InvalidDocumentError."""
        executor = ready(schema, asked, HttpRequest(), actor)
        if executor.operation.operation is not OperationType.SUBSCRIPTION:
            raise ValidationFailed("Only subscriptions here: POST queries and mutations to /graphql.")
        return cls(asked, executor, _source(executor))

    def answer(self, update: Update) -> str:
        """Give the answer for an update, as JSON: made once for all who ask the same."""
        key = (self.asked.query, self._said)
        if key not in update.results:
            told = self.executor.build_per_event_executor(self.source.shown(update))
            update.results[key] = to_json(body_of(run(told))).decode()
        return update.results[key]

    @cached_property
    def _said(self) -> bytes:
        return msgspec.json.encode([self.asked.operation_name, self.asked.variables])


def _source(executor: LeanExecutor) -> Source:
    found = create_source_event_stream(executor)
    if isinstance(found, ExecutionResult):
        raise (found.errors or [GraphQLError("This subscription names nothing.")])[0]
    return cast("Source", found)
