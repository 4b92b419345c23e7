"""Public answers, kept whole as bytes in Valkey under the generations of what they are made of.

One MGET asks for a page and the generations of its resources together; a page of an older generation isn't
given. Whoever holds a page already asks by its ETag: then only the 304 is read, kept beside it.
The generations that a page is kept under were read before it was computed, so a write that commits meanwhile
leaves it outdated from the start: a write is seen by its writer's next read. Time changes answers too (a job
closes), so a page lives a minute at most.

A page is named by all that its answer depends on, as the client sent it: a host that isn't ours, or a page of
another site that may not call us, finds nothing here that wasn't answered to the very same before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from hashlib import blake2b
from typing import Any, Final, TypeGuard, TypeVar
from wsgiref.types import WSGIEnvironment

import msgspec
from django.conf import settings
from django.core.handlers.wsgi import get_path_info, get_script_name
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.cache import patch_vary_headers
from redis import Redis
from rest_framework.request import Request

from nexus.kernel.api.breaker import breaker
from nexus.kernel.api.generations import Generations, generation_keys, settle
from nexus.kernel.api.public_reads import public_read

PREFIX: Final = "nexus:page:"
NOT_MODIFIED: Final = ":304"
LARGEST: Final = 512 * 1024
# Where a public read's environment holds the page that its view may give.
PAGE: Final = "nexus.page"
# What is said of a body; a 304 has none (RFC 9110, 15.4.5).
OF_A_BODY: Final = {"Content-Type", "Content-Length", "Content-Security-Policy", "X-Frame-Options"}
# Which headers of a request an answer may depend on: they are part of its page's name.
KNOWN: Final = {"accept": "HTTP_ACCEPT", "origin": "HTTP_ORIGIN"}

# A shared cache may keep it, and asks each time whether it still holds: a writer's next read sees the write.
PUBLIC: Final = "public, max-age=0, must-revalidate"

Mget = Callable[[Sequence[str]], list[bytes | None] | None]
Method = TypeVar("Method", bound=Callable[..., HttpResponseBase])


class Page(msgspec.Struct, array_like=True):
    """A public answer as it was given, or the 304 that stands for it."""

    generations: Generations
    status: str
    etag: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    def response(self) -> HttpResponse:
        """Give the answer again."""
        return HttpResponse(self.body, headers=dict(self.headers))

    def not_modified(self) -> Page:
        """Tell that the answer is still the same."""
        headers = [(name, value) for name, value in self.headers if name not in OF_A_BODY]
        return Page(self.generations, "304 Not Modified", self.etag, headers)


@dataclass(frozen=True, slots=True)
class Found:
    """What a look-up brought: the generations of this moment, and the page where one of them is kept."""

    generations: Generations
    page: Page | None


_write = msgspec.msgpack.Encoder().encode
_read = msgspec.msgpack.Decoder(Page).decode


@dataclass(frozen=True, slots=True)
class Place:
    """Where a public answer is kept; without a key none is."""

    key: str
    path: str
    match: ResolverMatch
    resources: tuple[str, ...]

    @classmethod
    def of(cls, environ: WSGIEnvironment) -> Place | None:
        """Name the place for a request; None where its answer isn't public."""
        path = get_path_info(environ)
        read = public_read(environ["REQUEST_METHOD"], path) if settings.PAGE_CACHE_ON else None
        if read is None:
            return None
        path = get_script_name(environ).rstrip("/") + path
        key = _key_of(environ, path) if settings.PAGE_LIFETIME_MS else ""
        return cls(key, path, read.match, read.resources)

    @property
    def keeps(self) -> bool:
        """Tell whether an answer can be kept here."""
        return bool(self.key)

    def look_up(self, mget: Mget = breaker.mget) -> Found | None:
        """Read the page and the generations in one round trip; None when Valkey is away."""
        return self._read(self.key, mget)

    def not_modified(self, mget: Mget = breaker.mget) -> Page | None:
        """Read the 304 that stands for the page; None where none is kept."""
        found = self._read(self.key + NOT_MODIFIED, mget)
        return found.page if found else None

    def _read(self, key: str, mget: Mget) -> Found | None:
        found = mget([*generation_keys(self.resources), key]) if settle() else None
        if found is None:
            return None
        written = found.pop()
        now = tuple(found)
        page = _read(written) if written else None
        return Found(now, page if page and page.generations == now else None)

    def keep(self, generations: Generations, headers: Mapping[str, str], body: bytes) -> None:
        """Keep an answer under the generations that were read before it was computed."""
        page = Page(generations, "200 OK", headers["ETag"], list(headers.items()), body)
        written = {self.key: _write(page), self.key + NOT_MODIFIED: _write(page.not_modified())}
        breaker.ask(lambda server: _keep(server, written, settings.PAGE_LIFETIME_MS))


def _keep(server: Redis, written: dict[str, bytes], lifetime: int) -> None:
    with server.pipeline(transaction=False) as both:
        for key, value in written.items():
            both.set(key, value, px=lifetime)
        both.execute()


def shared(method: Method) -> Method:
    """Make a GET's answers public: they hold nothing personal, so whoever asks may be given the kept page."""

    @wraps(method)
    def give(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page: Page | None = request._request.META.get(PAGE)
        if page is not None:
            return page.response()
        response = method(view, request, *args, **kwargs)
        response.setdefault("Cache-Control", PUBLIC)  # a view may keep what only its owner sees to itself
        patch_vary_headers(response, ["Accept"])
        return response

    return give  # type: ignore[return-value]


def may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Tell whether an answer is public, whole and nobody's own."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200  # noqa: PLR2004 (only what went well is kept)
        and response.get("Cache-Control") == PUBLIC
        and not response.cookies
        and _varies_by(response) <= KNOWN.keys()
        and len(response.content) <= LARGEST
    )


def _varies_by(response: HttpResponse) -> set[str]:
    return {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}


def _key_of(environ: WSGIEnvironment, path: str) -> str:
    # By name only: of a name that comes twice the last value counts, so their order must stay.
    query = sorted(environ.get("QUERY_STRING", "").split("&"), key=lambda pair: pair.partition("=")[0])
    parts = [path, query, _asked_at(environ), [environ.get(name) for name in KNOWN.values()]]
    return PREFIX + blake2b(_write(parts), digest_size=16).hexdigest()


def _asked_at(environ: WSGIEnvironment) -> list[str | None]:
    # Whatever Django may read the scheme and the host from.
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    proxy = settings.SECURE_PROXY_SSL_HEADER
    told = ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", proxy[0] if proxy else "")
    return [environ["wsgi.url_scheme"], host, *(environ.get(name) for name in told)]
