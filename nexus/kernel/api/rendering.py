"""DRF's settings for the whole API: how answers are written, negotiated, and failures told."""

import logging
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.mediatypes import _MediaType

from nexus.kernel.api.answers import error_body, error_headers, to_json
from nexus.kernel.api.errors import InternalError, NotAcceptable, ServiceUnavailable
from nexus.kernel.api.translate import as_error

logger = logging.getLogger(__name__)

VERSIONS = {"1", "1.0"}
# What programs send that name nothing in particular: they need no reading.
_ANYTHING = {"", "*/*", "application/json", "application/json, text/plain, */*"}


class JSONRenderer(BaseRenderer):
    """Write answers with msgspec: ten times DRF's own encoder, and Structs need no serializer."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *_: Any, **__: Any) -> bytes:
        """Write the answer's bytes; a 204 has none."""
        return b"" if data is None else to_json(data)


class Negotiation(DefaultContentNegotiation):
    """Speak JSON, in the version that the Accept header may name."""

    def get_accept_list(self, request: Request) -> list[str]:
        """List what may be answered; a header that names nothing takes anything."""
        return [media_type for media_type in super().get_accept_list(request) if media_type] or ["*/*"]

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Choose the renderer; an unknown version is not acceptable."""
        if request.META.get("HTTP_ACCEPT", "") in _ANYTHING:
            return next(iter(renderers)), JSONRenderer.media_type
        renderer, media_type = super().select_renderer(request, renderers, format_suffix)
        if _MediaType(media_type).params.get("version", "1") not in VERSIONS:
            raise NotAcceptable
        return renderer, media_type

    def filter_renderers(self, renderers: Iterable[BaseRenderer], _format: str) -> list[BaseRenderer]:
        """Ignore `?format=`: the media type is asked for in one place, the Accept header."""
        return list(renderers)


def tell_failure(exc: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception in the envelope; what isn't the client's is logged and answers 500."""
    error = as_error(exc) or InternalError()
    answer = Response(error_body(error), status=error.status, headers=error_headers(error))
    if isinstance(exc, ServiceUnavailable):
        # Somebody else's silence, which whoever raised this has dealt with: a line, and no traceback.
        logger.warning("Unavailable: %s", error.message, extra={"view": _name_of(context)})
        # By Django's own name, or it would tell the same once more.
        answer._has_been_logged = True  # type: ignore[attr-defined]
    elif error.status >= InternalError.status:
        logger.error("An answer failed", exc_info=exc, extra={"view": _name_of(context)})
    return answer


def _name_of(context: dict[str, Any]) -> str:
    request: HttpRequest | None = context.get("request")
    return f"{type(context.get('view')).__name__} {request.path if request else ''}"
