"""Idempotency-Key on REST: what makes two requests the same one, and where it is honoured."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import to_json
from nexus.kernel.api.once import answer_once, claim_of
from nexus.kernel.api.views import ApiView

Method = Callable[..., Response]
FIRST_REFUSAL = 400


def idempotent(method: Method) -> Callable[..., HttpResponseBase]:
    """Honour the Idempotency-Key of signed-in callers on a view's method; it stands below @operation."""
    if hasattr(method, "operation"):
        raise TypeError("@idempotent stands below @operation, which documents it.")

    @wraps(method)
    def give(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        claim = claim_of(request._request, view.actor, _route_of(request))
        if claim is None:
            return method(view, request, *args, **kwargs)
        return answer_once(claim, _said(request), lambda: _written(method(view, request, *args, **kwargs)))

    give.is_idempotent = True  # type: ignore[attr-defined]
    return give


def _route_of(request: Request) -> str:
    path = request.path.removeprefix("/api/v1/").removeprefix("/api/")
    return f"{request.method} /{path}"


def _written(answer: Response) -> HttpResponse:
    if answer.status_code >= FIRST_REFUSAL:
        transaction.set_rollback(True)
    body = to_json(answer.data) if answer.data is not None else b""
    headers = {name: value for name, value in answer.items() if name == "Location"}
    return HttpResponse(body, status=answer.status_code, headers=headers, content_type="application/json")


def _said(request: Request) -> list[Any]:
    # What was said, not how: a retried multipart body has another boundary, and still is the same request.
    return [sorted(request.query_params.lists()), _body_of(request.data)]


def _body_of(data: Any) -> Any:
    if not isinstance(data, QueryDict):
        return data
    return {name: [_fingerprint(value) for value in values] for name, values in data.lists()}


def _fingerprint(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
