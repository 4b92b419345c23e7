"""Errors as GraphQL tells them, from the same registry as REST's."""

import logging
from collections.abc import Sequence
from typing import Any

from graphql import ExecutionResult, FieldNode, GraphQLError

from nexus.kernel.api.answers import graphql_error
from nexus.kernel.api.errors import InternalError, NexusError, ServiceUnavailable, ValidationFailed
from nexus.kernel.api.graphql.documents import InvalidDocumentError
from nexus.kernel.api.translate import as_error

logger = logging.getLogger(__name__)

Told = dict[str, Any]


def tell(exc: Exception) -> tuple[NexusError, list[Told]]:
    """Tell why nothing was executed: the error that gives the status, and the list for the answer."""
    if isinstance(exc, InvalidDocumentError):
        return ValidationFailed(), tell_all(exc.faults)
    error = _known(exc)
    return error, [graphql_error(error)]


def tell_all(errors: Sequence[GraphQLError]) -> list[Told]:
    """Tell what went wrong in a document or while it ran; a fault of ours is logged and keeps its text."""
    return [_located(error) for error in errors]


def body_of(result: ExecutionResult) -> dict[str, Any]:
    """Say what came of an operation, and what went wrong in it."""
    return {"data": result.data} | ({"errors": tell_all(result.errors)} if result.errors else {})


def _located(located: GraphQLError) -> Told:
    told = graphql_error(_meant(located))
    if located.locations:
        told["locations"] = [location.formatted for location in located.locations]
    if located.path:
        told["path"] = located.path
    return told


def _meant(located: GraphQLError) -> NexusError:
    original = _original(located)
    if original is not None:
        return _known(original)
    # graphql-core's own sentence: at a field on what its resolver gave, else on what the client has written.
    is_ours = located.path and all(isinstance(node, FieldNode) for node in located.nodes or ())
    return _known(located) if is_ours else ValidationFailed(located.message)


def _original(located: GraphQLError) -> Exception | None:
    error: Exception | None = located
    while isinstance(error, GraphQLError):
        error = error.original_error
    return error


def _known(exc: Exception) -> NexusError:
    error = as_error(exc)
    if error is None:
        logger.error("Unhandled error", exc_info=exc, extra={"view": "GraphQL"})
        return InternalError()
    if isinstance(exc, ServiceUnavailable):
        logger.warning("Unavailable: %s", error.message, extra={"view": "GraphQL"})
    return error
