"""What a client asks, at the door or on a socket: read, held to every limit, and made ready to run."""

from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from graphql import OperationType

from nexus.kernel.api.graphql.context import Context
from nexus.kernel.api.graphql.documents import prepare
from nexus.kernel.api.graphql.execution import LeanExecutor
from nexus.kernel.api.graphql.pricing import refuse_expensive
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api.graphql.scopes import demand_all
from nexus.kernel.kit.actor import Actor


class Asked(msgspec.Struct):
    """An operation of a document, and its variables."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")


def ready(schema: NexusSchema, asked: Asked, request: HttpRequest, actor: Actor) -> LeanExecutor:
    """Give what runs the operation; a refusal is an error of the registry or InvalidDocumentError."""
    prepared = prepare(schema.types, asked.query, introspection=settings.GRAPHQL_INTROSPECTION_ON)
    operation = prepared.operation(asked.operation_name)
    # As at REST's door: who doesn't come in isn't told what is wrong with what they brought.
    demand_all(schema.types, prepared, operation, actor)
    context = Context(request, actor if operation.operation is OperationType.MUTATION else actor.reading())
    executor = schema.ready(prepared.document, operation, asked.variables or {}, context)
    refuse_expensive(executor)
    return executor
