"""A subscription: read, measured, priced and asked what it listens to; then run for each update."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import msgspec
from django.conf import settings
from django.http import HttpRequest
from graphql import OperationType

from nexus.kernel.api.answers import to_json
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.graphql.context import Context
from nexus.kernel.api.graphql.documents import Prepared, prepare
from nexus.kernel.api.graphql.failures import tell_all
from nexus.kernel.api.graphql.pricing import refuse_expensive
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.kit.actor import Actor
from nexus.kernel.live.graphql.subscriptions import Source
from nexus.kernel.live.updates import Update


class Asked(msgspec.Struct):
    """What a client subscribes with."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")
    extensions: dict[str, Any] | None = None


@dataclass(frozen=True)
class Subscription:
    """A subscription that may run. Those of the same document and variables share their answers."""

    schema: NexusSchema
    prepared: Prepared
    asked: Asked
    source: Source
    context: Context

    @classmethod
    def of(cls, schema: NexusSchema, asked: Asked, actor: Actor) -> "Subscription":
        """Read one; whatever is refused is an error of the registry or InvalidDocumentError."""
        prepared = prepare(schema.types, asked.query, introspection=settings.GRAPHQL_INTROSPECTION_ON)
        operation = prepared.operation(asked.operation_name)
        if operation.operation is not OperationType.SUBSCRIPTION:
            raise ValidationFailed("Only subscriptions here: POST queries and mutations to /graphql.")
        variables = asked.variables or {}
        refuse_expensive(schema.types, prepared.document, operation, variables)
        context = Context(HttpRequest(), actor)
        source = schema.source(prepared.document, asked.operation_name, variables, context)
        return cls(schema, prepared, asked, cast("Source", source), context)

    def answer(self, update: Update) -> str:
        """Give the answer for an update, as JSON: made once for all who ask the same."""
        key = (self.asked.query, self._said)
        if key not in update.results:
            update.results[key] = self._run(update)
        return update.results[key]

    @cached_property
    def _said(self) -> bytes:
        return msgspec.json.encode([self.asked.operation_name, self.asked.variables])

    def _run(self, update: Update) -> str:
        shown = self.source.shown(update)
        result = self.schema.run(
            self.prepared.document,
            self.asked.operation_name,
            self.asked.variables or {},
            self.context,
            event=shown,
        )
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = tell_all(result.errors)
        return to_json(body).decode()
