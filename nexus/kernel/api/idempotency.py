"""Idempotency-Key on REST: what makes two requests the same one, and where it is honoured."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from operator import attrgetter
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import to_json
from nexus.kernel.api.models import Claim
from nexus.kernel.api.once import answer_in_steps, answer_once, claim_of
from nexus.kernel.api.views import ApiView

Method = Callable[..., Response]
Answer = Callable[[], Response]
Once = Callable[[Claim, Request, Answer], HttpResponseBase]
FIRST_REFUSAL = 400
_status = attrgetter("status_code")


def idempotent(method: Method) -> Callable[..., HttpResponseBase]:
    """Honour the Idempotency-Key of a view's principal on its method; it stands below @operation.

    The method runs in one transaction with the key: it must ask nobody outside of the database.
    """

    def once(claim: Claim, request: Request, answer: Answer) -> HttpResponseBase:
        return answer_once(claim, _said(request), lambda: _undone_if_refused(answer()))

    return _honouring_keys(method, once)


def resumable(method: Method) -> Callable[..., HttpResponseBase]:
    """Honour the Idempotency-Key on a method that takes several transactions, such as a payment.

    After a crash the same request runs the method again: it has to go on from where it was left.
    """

    def once(claim: Claim, request: Request, answer: Answer) -> HttpResponseBase:
        return answer_in_steps(claim, _said(request), lambda: _written(answer()), status_of=_status)

    return _honouring_keys(method, once)


def _honouring_keys(method: Method, once: Once) -> Callable[..., HttpResponseBase]:
    if hasattr(method, "operation"):
        raise TypeError("What honours an Idempotency-Key stands below @operation, which documents it.")

    @wraps(method)
    def give(view: ApiView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        claim = claim_of(request._request, view.principal, _route_of(request))
        if claim is None:
            return method(view, request, *args, **kwargs)
        return once(claim, request, lambda: method(view, request, *args, **kwargs))

    give.is_idempotent = True  # type: ignore[attr-defined]
    return give


def _route_of(request: Request) -> str:
    path = request.path.removeprefix("/api/v1/").removeprefix("/api/")
    return f"{request.method} /{path}"


def _undone_if_refused(answer: Response) -> HttpResponse:
    if answer.status_code >= FIRST_REFUSAL:
        transaction.set_rollback(True)
    return _written(answer)


def _written(answer: Response) -> HttpResponse:
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
