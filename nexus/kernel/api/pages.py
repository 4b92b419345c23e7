"""Public answers, kept whole as bytes in Valkey under the generations of what they are made of.

One MGET asks for a page and the generations of its resources together; a page of an older generation isn't
given. The generations that a page is kept under were read before it was computed, so a write that commits
meanwhile leaves it outdated from the start: a write is seen by its writer's next read. Time changes answers
too (a job closes), so a page lives a minute at most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any, Final, TypeVar

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from rest_framework.request import Request

from nexus.kernel.api.breaker import breaker
from nexus.kernel.api.generations import generation_keys, settle

PREFIX: Final = "nexus:page:"
LARGEST: Final = 512 * 1024

# A shared cache may keep it, and asks each time whether it still holds: a writer's next read sees the write.
PUBLIC: Final = "public, max-age=0, must-revalidate"

Generations = tuple[bytes | None, ...]
Method = TypeVar("Method", bound=Callable[..., HttpResponseBase])


class Page(msgspec.Struct, array_like=True):
    """A public answer as it was given."""

    generations: Generations
    headers: list[tuple[str, str]]
    body: bytes

    def response(self) -> HttpResponse:
        """Give the answer again."""
        return HttpResponse(self.body, headers=dict(self.headers))


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up brought: the generations of this moment, and the page where one of them is kept."""

    generations: Generations
    page: Page | None


_write = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(Page).decode


@dataclass(frozen=True, slots=True)
class Place:
    """Where a public answer is kept."""

    key: str
    resources: tuple[str, ...]

    @classmethod
    def of(cls, request: HttpRequest) -> Place | None:
        """Name the place for a request; None where its answer isn't public."""
        if request.method not in {"GET", "HEAD"} or not settings.PAGE_CACHE_ON:
            return None
        resources = resources_of(request.path_info, settings.ROOT_URLCONF)
        return cls(_key_of(request), resources) if resources else None

    def look_up(self) -> Found | None:
        """Read the page and the generations in one round trip; None when Valkey is away."""
        if not settle():
            return None
        found: list[Any] | None = breaker.ask(
            lambda server: server.mget([*generation_keys(self.resources), self.key])
        )
        if found is None:
            return None
        *generations, written = found
        page = _read(written) if written else None
        now = tuple(generations)
        return Found(now, page if page and page.generations == now else None)

    def keep(self, generations: Generations, response: HttpResponse) -> None:
        """Keep an answer under the generations that were read before it was computed."""
        lifetime = settings.PAGE_LIFETIME_MS
        if lifetime:
            page = _write(Page(generations, list(response.items()), response.content))
            breaker.ask(lambda server: server.set(self.key, page, px=lifetime))


def shared(method: Method) -> Method:
    """Make a GET's answers public: they hold nothing personal, so whoever asks may be given the kept page."""

    @wraps(method)
    def give(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page: Page | None = getattr(request._request, "kept_page", None)
        if page is not None:
            return page.response()
        response = method(view, request, *args, **kwargs)
        response.setdefault("Cache-Control", PUBLIC)  # a view may keep what only its owner sees to itself
        patch_vary_headers(response, ["Accept"])
        return response

    return give  # type: ignore[return-value]


def may_be_kept(response: HttpResponseBase) -> bool:
    """Tell whether an answer is public, whole and nobody's own."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200  # noqa: PLR2004 (only what went well is kept)
        and response.get("Cache-Control") == PUBLIC
        and not response.cookies
        and not _varies_by(response, {"cookie", "authorization"})
        and len(response.content) <= LARGEST
    )


@lru_cache(maxsize=4_096)
def resources_of(path: str, urlconf: str) -> tuple[str, ...]:
    """Name the resources that a path's public answer is made of; none where it isn't public."""
    if not path.startswith("/api/"):
        return ()
    try:
        view = getattr(resolve(path, urlconf).func, "cls", None)
    except Resolver404:
        return ()
    told = getattr(getattr(view, "get", None), "operation", None)
    return tuple(told.public) if told else ()


def _varies_by(response: HttpResponse, names: Iterable[str]) -> bool:
    return any(name.strip().lower() in names for name in response.get("Vary", "").split(","))


def _key_of(request: HttpRequest) -> str:
    # By name only: of a name that comes twice the last value counts, so their order must stay.
    query = sorted(request.META.get("QUERY_STRING", "").split("&"), key=lambda pair: pair.partition("=")[0])
    parts = [
        request.scheme or "",
        request.get_host(),
        request.path,
        *query,
        request.headers.get("Accept", ""),
    ]
    return PREFIX + blake2b("\n".join(parts).encode(errors="surrogateescape"), digest_size=16).hexdigest()
