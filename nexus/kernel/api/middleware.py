"""What every request meets on its way in and every answer gets on its way out, at whichever door."""

import logging
from collections.abc import Callable
from hashlib import sha256
from time import perf_counter
from traceback import walk_tb
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from nexus.kernel.api.answers import PRIVATE
from nexus.kernel.api.counting import count_answer
from nexus.kernel.api.errors import InternalError, MalformedRequest, RateLimited
from nexus.kernel.api.failures import answer_failure
from nexus.kernel.api.limits import charge, is_charged, is_counted_by_address, is_limited, tell_limit
from nexus.kernel.api.translate import as_error
from nexus.kernel.kit.actor import VISITOR
from nexus.kernel.kit.asking import begin_asking, end_asking
from nexus.kernel.kit.request_id import begin_request

Handler = Callable[[HttpRequest], HttpResponseBase]

access_log = logging.getLogger("nexus.access")

REQUEST_ID = "X-Request-ID"
SAFE = {"GET", "HEAD"}
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")


class RequestIdMiddleware:
    """Name each request, so that an answer, a log line and an event can be laid side by side."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = begin_request(request.META.get("HTTP_X_REQUEST_ID"))
        begin_asking(request.META)
        begun = perf_counter()
        response = self.get_response(request)
        end_asking()
        response[REQUEST_ID] = request_id
        user_id = getattr(request, "actor_id", None)
        count_answer(request.method, response.status_code, request.resolver_match, begun)
        log_access(request.method, request.path, response.status_code, begun, user_id)
        return response


class LimitsMiddleware:
    """Count requests against their callers' rate limits, and tell every caller how it stands."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_limited(request.path):
            return self.get_response(request)
        response = self._answer(request)
        tell_limit(request, response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if is_counted_by_address(request.META):
                charge(request, VISITOR)
                return self.get_response(request)
            response = self.get_response(request)
            if not is_charged(request):  # a bad token, an unknown path: nobody is known, so the address pays
                charge(request, VISITOR)
        except RateLimited as error:
            return answer_failure(request, error)
        return response


class RefusalMiddleware:
    """Show people with a page what an action refuses them; every other door answers for itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal as what it is, and not as a crash."""
        error = MalformedRequest() if _is_misread(request, exception) else as_error(exception)
        return answer_failure(request, error) if error and error.status < InternalError.status else None


class FreshnessMiddleware:
    """Keep answers out of shared caches unless they opted in; let clients ask whether theirs still holds."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if "Cache-Control" not in response:
            response["Cache-Control"] = PRIVATE
        if not isinstance(response, HttpResponse) or not _can_be_compared(request, response):
            return response
        if "ETag" not in response:
            response["ETag"] = etag(response.content)
        if not any(name in request.META for name in CONDITIONS):
            return response
        told = get_conditional_response(request, etag=response["ETag"], response=response) or response
        if told.status_code == 304:  # noqa: PLR2004 (the page cache keeps what a 304 stands for)
            told.whole = response  # type: ignore[attr-defined]
        return told


def log_access(method: str | None, path: str, status: int, begun: float, user_id: UUID | None) -> None:
    """Write the access line of an answer; begun: what perf_counter() said as the request came."""
    if not access_log.isEnabledFor(logging.INFO):
        return
    # The path without its query: searches and one-time tokens are nobody's business.
    took = round((perf_counter() - begun) * 1000, 1)
    line = {"method": method, "path": path, "status": status, "ms": took, "user_id": user_id}
    access_log.info("request", extra=line)


def etag(content: bytes) -> str:
    """Name an answer by its bytes."""
    return f'"{sha256(content).hexdigest()[:24]}"'  # processors have an instruction for it


def _is_misread(request: HttpRequest, exception: Exception) -> bool:
    # An id that is no number, a day that no calendar has: Django's back office looks at neither before it
    # counts with it. What fails so in our own code is a fault of ours.
    match = request.resolver_match
    if match is None or match.app_name != "admin" or not isinstance(exception, ValueError | OverflowError):
        return False
    *_, (frame, _) = walk_tb(exception.__traceback__)
    return str(frame.f_globals["__name__"]).startswith(("django.", "unfold."))


def _can_be_compared(request: HttpRequest, response: HttpResponse) -> bool:
    return request.method in SAFE and response.status_code == 200  # noqa: PLR2004 (only a whole answer has a tag)
