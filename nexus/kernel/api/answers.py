"""The envelope: every JSON answer under /api/ is built here."""

from typing import Any

import msgspec
from django.http import HttpResponse
from rest_framework.response import Response

from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.request_id import current_request_id

_BY_STATUS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "2"}}
_encoder = msgspec.json.Encoder(enc_hook=str)  # lazy translations and the like read as text

DEFAULT_MESSAGE = "Operation successful"
# Data loads nothing, wherever it is opened.
LOADS_NOTHING = "default-src 'none'; frame-ancestors 'none'"
PRIVATE = "private, no-store"  # what every answer says of itself to caches, unless its operation is public


def to_json(content: Any) -> bytes:
    """Write an answer as bytes: decimals as text, times as ISO 8601 in UTC."""
    return _encoder.encode(content)


class Answer(Response):
    """An answer that is bytes from the start: there is one way to write it, so no renderer is chosen."""

    def __init__(self, data: Any, status: int = 200) -> None:
        HttpResponse.__init__(self, to_json(data), status=status, content_type="application/json")
        self.data = data


def ok(data: Any, message: str = DEFAULT_MESSAGE) -> Response:
    """Answer 200 with one object."""
    return Answer({"success": True, "data": data, "message": message})


def created(data: Any, message: str = "Created") -> Response:
    """Answer 201 with the object that was made."""
    return Answer({"success": True, "data": data, "message": message}, status=201)


def gone() -> Response:
    """Answer 204: it was deleted."""
    return Response(status=204)


def error_body(error: NexusError) -> dict[str, Any]:
    """Say an error in the envelope."""
    return {
        "success": False,
        "error": {
            "code": error.code,
            "message": error.message,
            "details": error.details,
            "request_id": current_request_id(),
        },
    }


def graphql_error(error: NexusError) -> dict[str, Any]:
    """Say an error as GraphQL does, one of a list."""
    extensions = {
        "code": error.code,
        "status": error.status,
        "details": error.details,
        "request_id": current_request_id(),
    }
    return {"message": error.message, "extensions": extensions}


def error_headers(error: NexusError) -> dict[str, str]:
    """Give the headers that go with a status, as HTTP asks."""
    return {**_BY_STATUS.get(error.status, {}), **error.headers}


def error_response(error: NexusError, body: dict[str, Any] | None = None) -> HttpResponse:
    """Answer an error from outside a view: a middleware, an unknown path, a crash."""
    return HttpResponse(
        to_json(body or error_body(error)),
        status=error.status,
        content_type="application/json",
        headers={"Cache-Control": PRIVATE, **error_headers(error)},
    )
