"""Public reads: answered at once, ahead of what only browsers' pages need (sessions, forms, messages)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve

from nexus.kernel.api.answers import LOADS_NOTHING
from nexus.kernel.api.origins import origin_of

Handler = Callable[[HttpRequest], HttpResponseBase]

READS: Final = {"GET", "HEAD"}


@dataclass(frozen=True, slots=True)
class PublicRead:
    """A path whose answer is anyone's: its view, and the resources that its answer is made of."""

    match: ResolverMatch
    resources: tuple[str, ...]


def public_read(method: str | None, path: str) -> PublicRead | None:
    """Find what a request reads; None where its answer isn't public."""
    if method not in READS or not path.startswith("/api/"):
        return None
    return _found(path, settings.ROOT_URLCONF)


class PublicReadsMiddleware:
    """Answer public reads. What stands below this middleware would leave such an answer as it is."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        read = public_read(request.method, request.path_info)
        if read is None:
            return self.get_response(request)
        origin_of(request)  # a host that isn't ours is refused
        request.resolver_match = read.match
        response: HttpResponse = read.match.func(request, *read.match.args, **read.match.kwargs)
        if isinstance(response, SimpleTemplateResponse):  # DRF's are; a kept page is bytes already
            response.render()
        for name, value in _said_of_each(len(response.content)).items():
            response.headers.setdefault(name, value)
        return response


def _said_of_each(length: int) -> dict[str, str]:
    # What the middlewares below say of every answer.
    return {
        "Content-Length": str(length),
        "Content-Security-Policy": LOADS_NOTHING,
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
    }


@lru_cache(maxsize=4_096)
def _found(path: str, urlconf: str) -> PublicRead | None:
    try:
        match = resolve(path, urlconf)
    except Resolver404:
        return None
    told = getattr(getattr(getattr(match.func, "cls", None), "get", None), "operation", None)
    return PublicRead(match, tuple(told.public)) if told and told.public else None
