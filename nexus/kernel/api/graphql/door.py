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
    MalformedRequest,
    MethodNotAllowed,
    NexusError,
    PayloadTooLarge,
    UnsupportedMediaType,
    ValidationFailed,
)
from nexus.kernel.api.graphql.context import Context
from nexus.kernel.api.graphql.documents import prepare
from nexus.kernel.api.graphql.failures import tell, tell_all
from nexus.kernel.api.graphql.limits import LARGEST_BODY
from nexus.kernel.api.graphql.pricing import refuse_expensive
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api.graphql.scopes import demand_all
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


class Asked(msgspec.Struct):
    """What a client posts."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(default=None, name="operationName")


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
        raise MethodNotAllowed("Send a POST with application/json: a GET could be forged or cached.")
    actor = _actor(request)
    request.actor_id = actor.id  # type: ignore[attr-defined]
    acting_as(actor.id)
    charge(request, actor)
    asked = _read_body(request)
    prepared = prepare(schema.types, asked.query, introspection=settings.GRAPHQL_INTROSPECTION_ON)
    operation = prepared.operation(asked.operation_name)
    if operation.operation is OperationType.SUBSCRIPTION:
        raise ValidationFailed("Subscriptions need a socket; this door answers queries and mutations.")
    demand_all(schema.types, prepared.document, operation, actor)
    context = Context(request, actor.reading() if operation.operation is OperationType.QUERY else actor)
    variables = asked.variables or {}
    refuse_expensive(schema.types, prepared.document, operation, variables)

    def run() -> ExecutionResult:
        return schema.run(prepared.document, asked.operation_name, variables, context)

    claim = claim_of(request, actor, ROUTE) if operation.operation is OperationType.MUTATION else None
    if claim is None:
        return _told(run())
    said = [asked.query, variables, asked.operation_name]
    if runs_in_steps(schema.types, prepared.document, operation):
        return answer_in_steps(claim, said, lambda: _told(run()), is_refusal=_came_to_nothing)
    return answer_once(claim, said, lambda: _told_or_undone(run()))


def _told_or_undone(result: ExecutionResult) -> HttpResponse:
    if not any((result.data or {}).values()):  # no mutation came through: the key may be tried again
        transaction.set_rollback(True)
    return _told(result)


def _came_to_nothing(answer: HttpResponse) -> bool:
    return not any((msgspec.json.decode(answer.content)["data"] or {}).values())


def _told(result: ExecutionResult) -> HttpResponse:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = tell_all(result.errors)
    return HttpResponse(to_json(body), content_type="application/json")


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
    except msgspec.ValidationError as error:
        raise MalformedRequest(f"{error}.") from None


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
