"""Failures outside of any view: unknown paths, bad hosts, crashes. The API's wear the envelope."""

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.http import escape_leading_slashes

from nexus.kernel.api.answers import error_response, graphql_error
from nexus.kernel.api.errors import (
    InternalError,
    MalformedRequest,
    NexusError,
    NotFound,
    PermissionDenied,
    ValidationFailed,
)
from nexus.kernel.api.translate import as_error
from nexus.kernel.kit.request_id import current_request_id

GRAPHQL = "/graphql"
API = ("/api/", GRAPHQL)
# What programs speak to besides; the page where people are asked is not among them.
PROTOCOL = ("/oauth/token/", "/oauth/revoke/", "/oauth/introspect/", "/oauth/userinfo/")


def is_api(request: HttpRequest) -> bool:
    """Tell whether a request is the API's, where every answer is JSON."""
    return request.path.startswith(API)


def answer_failure(request: HttpRequest, error: NexusError) -> HttpResponse:
    """Answer an error: programs in the envelope, GraphQL in its list, people with a page."""
    if request.path.startswith(GRAPHQL):
        return error_response(error, {"errors": [graphql_error(error)]})
    if request.path.startswith((*API, *PROTOCOL)):
        return error_response(error)
    shown = {"error": error, "reasons": _reasons(error), "request_id": current_request_id()}
    return HttpResponse(render_to_string("failure.html", shown), status=error.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses."""
    return answer_failure(request, as_error(exception) or MalformedRequest())


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django hands it)
    """Answer what is refused outside of a view."""
    return answer_failure(request, PermissionDenied())


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django hands it)
    """Answer a form that another site may have sent."""
    return answer_failure(
        request, PermissionDenied("The CSRF token is missing or wrong. Load the page again.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an unknown path; where only its slash is missing, a program is told and a person led on."""
    # What a view itself doesn't find, such as a picture, isn't found with a slash either.
    with_slash = _with_slash(request.path) if isinstance(exception, Resolver404) else None
    if with_slash is None:
        return answer_failure(request, NotFound())
    if is_api(request):
        return answer_failure(request, NotFound(f"Paths end in a slash here: {with_slash}"))
    return HttpResponseRedirect(escape_leading_slashes(with_slash))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a crash; a database that is away is the service's, and passes."""
    error = as_error(sys.exc_info()[1] or InternalError())
    return answer_failure(
        request, error if error and error.status >= InternalError.status else InternalError()
    )


def _reasons(error: NexusError) -> list[str]:
    # What is wrong with which field: a page has no other place to say it.
    if not isinstance(error, ValidationFailed):
        return []
    return [str(why) for told in error.details.values() for why in told]


def _with_slash(path: str) -> str | None:
    if path.endswith("/"):
        return None
    try:
        resolve(f"{path}/")
    except Resolver404:
        return None
    return f"{path}/"
