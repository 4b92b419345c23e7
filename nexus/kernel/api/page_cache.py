"""Public answers from Valkey, below Django: one that is kept costs neither a request object nor a middleware.

What is kept is what Django answered, with all that its middlewares said; only what an answer says of its own
request (its id, how its caller stands) is said anew. Whatever takes more than that is Django's to answer.
"""

from collections.abc import Callable, Iterable
from functools import partial
from time import perf_counter
from typing import Final
from wsgiref.types import StartResponse, WSGIEnvironment

from django.http import QueryDict
from django.http.response import HttpResponseBase

from nexus.kernel.api.breaker import breaker
from nexus.kernel.api.counting import count_answer
from nexus.kernel.api.generations import GENERATIONS, Generations, sought
from nexus.kernel.api.limits import COUNT, TOLD, Count, mget_counting
from nexus.kernel.api.middleware import REQUEST_ID, log_access
from nexus.kernel.api.pages import PAGE, Mget, Page, Place, may_be_kept
from nexus.kernel.kit.request_id import begin_request

Django = Callable[[WSGIEnvironment, StartResponse], HttpResponseBase]

# Said of one request, so never kept.
PASSING: Final = {REQUEST_ID, *TOLD}
# A token may be a bad one, a body may be refused, and other conditions than If-None-Match are rare.
LEFT_TO_DJANGO: Final = frozenset({
    "HTTP_AUTHORIZATION",
    "HTTP_CONTENT_ENCODING",
    "HTTP_TRANSFER_ENCODING",
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
})  # fmt: skip


class PageCache:
    """A WSGI application around Django's: gives the public answers that are kept, and keeps new ones."""

    def __init__(self, django: Django) -> None:
        self._django = django

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        place = Place.of(environ)
        if place is None:
            return self._django(environ, start_response)
        if place.keeps:
            return self._answer(environ, start_response, place)
        environ[GENERATIONS] = sought(place.resources)
        return self._django(environ, start_response)

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, place: Place
    ) -> Iterable[bytes]:
        begun = perf_counter()
        is_plain = _is_plain(environ)
        mget = partial(mget_counting, environ, place.path) if is_plain else breaker.mget
        held = environ.get("HTTP_IF_NONE_MATCH", "")
        if held and is_plain and (page := _held(place, held, mget)) and _is_let_in(environ):
            return _give(environ, start_response, place, page, begun)
        found = place.look_up(mget)
        if found is None:
            return self._django(environ, start_response)
        environ[GENERATIONS], environ[PAGE] = (lambda: found.generations), found.page
        if found.page is None:
            return self._compute(environ, start_response, place, found.generations)
        if is_plain and not _may_hold(held, found.page) and _is_let_in(environ):
            return _give(environ, start_response, place, found.page, begun)
        return self._django(environ, start_response)  # the view gives the page

    def _compute(
        self, environ: WSGIEnvironment, start_response: StartResponse, place: Place, generations: Generations
    ) -> HttpResponseBase:
        response = self._django(environ, start_response)
        whole = getattr(response, "whole", response)
        # A place in a walk is visited once: to keep them all would only fill Valkey.
        if may_be_kept(whole) and not _is_walking(environ):
            said = dict(whole.items()) | dict(response.items())
            place.keep(generations, {name: said[name] for name in said if name not in PASSING}, whole.content)
        return response


def _is_plain(environ: WSGIEnvironment) -> bool:
    return LEFT_TO_DJANGO.isdisjoint(environ) and environ.get("CONTENT_LENGTH") in {None, "", "0"}


def _held(place: Place, held: str, mget: Mget) -> Page | None:
    # What a browser or a proxy sends back; lists of tags are rare.
    page = place.not_modified(mget)
    return page if page and page.etag == held.removeprefix("W/") else None


def _may_hold(held: str, page: Page) -> bool:
    return "*" in held or page.etag in held


def _is_let_in(environ: WSGIEnvironment) -> bool:
    count: Count | None = environ.get(COUNT)  # nobody is limited where there is none
    return count is None or count.is_taken


def _is_walking(environ: WSGIEnvironment) -> bool:
    return bool(QueryDict(environ.get("QUERY_STRING", "")).get("cursor"))


def _give(
    environ: WSGIEnvironment, start_response: StartResponse, place: Place, page: Page, begun: float
) -> list[bytes]:
    headers = [*page.headers, (REQUEST_ID, begin_request(environ.get("HTTP_X_REQUEST_ID")))]
    if count := environ.get(COUNT):
        headers += count.headers().items()
    start_response(page.status, headers)
    method, status = environ["REQUEST_METHOD"], int(page.status[:3])
    count_answer(method, status, place.match, begun)
    log_access(method, place.path, status, begun, None)
    return [page.body]
