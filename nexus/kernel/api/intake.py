"""What is turned away at the door, before anything of it is looked at."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nexus.kernel.api.errors import MalformedRequest, PayloadTooLarge, UnsupportedMediaType
from nexus.kernel.api.failures import answer_failure, is_api

Handler = Callable[[HttpRequest], HttpResponseBase]

MULTIPART = "multipart/form-data"
PIECE = 64 * 1024


class IntakeMiddleware:
    """Refuse what can't be meant well: NUL bytes, bodies too large, packed or of unknown length."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            _check_address(request)
            if is_api(request):
                _check_body(request)
        except (MalformedRequest, PayloadTooLarge, UnsupportedMediaType) as error:
            answer: HttpResponseBase = answer_failure(request, error)
        else:
            answer = self.get_response(request)
        _read_away(request)
        return answer


def _check_address(request: HttpRequest) -> None:
    # No text in PostgreSQL can hold a NUL, so nothing can be found by one.
    if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
        raise MalformedRequest("NUL bytes are not taken.")


def _check_body(request: HttpRequest) -> None:
    headers = request.META
    if headers.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in {"", "identity"}:
        raise UnsupportedMediaType("Send the body as it is: no Content-Encoding is unpacked here.")
    if "HTTP_TRANSFER_ENCODING" in headers and not headers.get("CONTENT_LENGTH"):
        raise MalformedRequest("Send a Content-Length: a body of unknown length is not read.")
    length = _length(headers.get("CONTENT_LENGTH") or "0")
    limit = (
        settings.LARGEST_UPLOAD if request.content_type == MULTIPART else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    )
    if length > limit:
        raise PayloadTooLarge(f"The request is too large: {limit} bytes are taken here.")


def _length(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise MalformedRequest("This Content-Length is not a number.")
    return int(text)


def _read_away(request: HttpRequest) -> None:
    # Who sends all before listening would see a broken pipe, not the answer, where a body is left unread.
    text = request.META.get("CONTENT_LENGTH") or "0"
    if text.isdecimal() and PIECE < int(text) <= settings.LARGEST_UPLOAD:
        with suppress(OSError):  # the client has gone
            while request.read(PIECE):
                pass
