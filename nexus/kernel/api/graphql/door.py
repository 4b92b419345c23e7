"""/graphql: one operation a POST, under the same tokens, limits and errors as REST."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import msgspec
from csp.decorators import csp_update
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult, OperationType
from rest_framework.request import Request
from rest_framework.views import APIView

from nexus.kernel.api.answers import error_response, to_json
from nexus.kernel.api.errors import (
    InternalError,
    MalformedRequest,
    MethodNotAllowed,
    NexusError,
    PayloadTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from nexus.kernel.api.graphql.asked import Asked, ready
from nexus.kernel.api.graphql.execution import run
from nexus.kernel.api.graphql.failures import body_of, tell
from nexus.kernel.api.graphql.limits import LARGEST_BODY
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api.graphql.steps import runs_in_steps
from nexus.kernel.api.limits import charge
from nexus.kernel.api.once import answer_in_steps, answer_once, claim_of
from nexus.kernel.api.origins import live_origin_of
from nexus.kernel.api.parsing import JSONParser
from nexus.kernel.api.scopes import actor_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.asking import acting_as

View = Callable[[HttpRequest], HttpResponseBase]

ROUTE = "POST /graphql"  # of both paths, as one Idempotency-Key counts on both


def graphql_door(schema: NexusSchema) -> View:
    """Open the door on a schema."""

    # Only bearer tokens count here and no cookie does, so there is nothing that another site could forge.
    @csrf_exempt
    def door(request: HttpRequest) -> HttpResponseBase:
        try:
            if settings.GRAPHIQL_ON and _reads_pages(request):
                return _page(request)
            return _answer(request, schema)
        except Exception as exc:  # noqa: BLE001 (this is where every failure becomes an answer)
            error, errors = tell(exc)
            return _refusal(error, errors)

    door.schema = schema  # type: ignore[attr-defined]  # for the checks of the start
    return door


def _answer(request: HttpRequest, schema: NexusSchema) -> HttpResponse:
    if request.method != "POST":
        raise MethodNotAllowed(f"Send a POST with application/json: {request.method} isn't answered here.")
    actor = _actor(request)
    request.actor_id = actor.id  # type: ignore[attr-defined]
    acting_as(actor.id)
    charge(request, actor)
    asked = _read_body(request)
    executor = ready(schema, asked, request, actor)
    operation = executor.operation.operation
    if operation is OperationType.SUBSCRIPTION:
        raise ValidationFailed("Subscriptions need a socket; this door answers queries and mutations.")
    claim = claim_of(request, actor.id, ROUTE) if operation is OperationType.MUTATION else None
    if claim is None:
        return _told(run(executor))
    said = [asked.query, asked.variables or {}, asked.operation_name]
    if runs_in_steps(executor):
        return answer_in_steps(claim, said, lambda: _told(run(executor)), status_of=_meant_status)
    return answer_once(claim, said, lambda: _told_or_undone(run(executor)))


def _told_or_undone(result: ExecutionResult) -> HttpResponse:
    if _is_nothing(result.data):  # no mutation came through: the key may be tried again
        transaction.set_rollback(True)
    return _told(result)


def _meant_status(answer: HttpResponse) -> int:
    """Give REST's status: a failure's if there was one, a refusal's where nothing came through."""
    told = msgspec.json.decode(answer.content)
    worst: int = max((error["extensions"]["status"] for error in told.get("errors", ())), default=200)
    return worst if worst >= InternalError.status or _is_nothing(told["data"]) else answer.status_code


def _is_nothing(data: dict[str, Any] | None) -> bool:
    # What was refused is null; what there always is, is the name of the type.
    return all(value in (None, "Mutation") for value in (data or {}).values())


def _told(result: ExecutionResult) -> HttpResponse:
    return HttpResponse(to_json(body_of(result)), content_type="application/json")


def _actor(request: HttpRequest) -> Actor:
    asking = Request(request, authenticators=APIView().get_authenticators())
    return actor_of(asking.user, asking.auth)


def _read_body(request: HttpRequest) -> Asked:
    if request.content_type != "application/json":
        raise UnsupportedMediaType("Send application/json.")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise PayloadTooLarge
    asked = JSONParser().parse(BytesIO(request.body))
    if isinstance(asked, list):
        raise MalformedRequest("One operation a request: batches aren't spoken here.")
    try:
        return msgspec.convert(asked, Asked)
    except msgspec.ValidationError:
        raise MalformedRequest('Send {"query": "…", "variables": {…}, "operationName": "…"}.') from None


def _reads_pages(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"} and "text/html" in request.headers.get("Accept", "")


def _page(request: HttpRequest) -> HttpResponseBase:
    live = live_origin_of(request)
    # Its dialogs write a style element to hold the page still, and its subscriptions open a socket
    # (docs/decisions/0008).
    policy = {"style-src": ["'self'", "'unsafe-inline'"], "connect-src": ["'self'", live]}
    shown = csp_update(policy)(lambda asked: render(asked, "pages/graphiql.html", {"live": live}))
    page: HttpResponseBase = shown(request)
    return page


def _refusal(error: NexusError, errors: list[dict[str, Any]]) -> HttpResponse:
    response = error_response(error, {"errors": errors})
    if isinstance(error, MethodNotAllowed):
        response["Allow"] = "POST"
    return response
