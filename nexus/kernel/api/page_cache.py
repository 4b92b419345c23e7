from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from nexus.kernel.api.middleware import etag
from nexus.kernel.api.pages import Page, Place, may_be_kept

Handler = Callable[[HttpRequest], HttpResponseBase]


class PageCacheMiddleware:
    """Give public answers from Valkey, ahead of sessions, sign-in and the database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        place = Place.of(request)
        found = place.look_up() if place else None
        if place is None or found is None:
            return self.get_response(request)
        request.generations = found.generations  # type: ignore[attr-defined]
        if found.page is not None:
            return self._given(request, found.page)
        response = self.get_response(request)
        # A place in a walk is visited once: to keep them all would only fill Valkey.
        if not request.GET.get("cursor") and isinstance(response, HttpResponse) and may_be_kept(response):
            response["ETag"] = etag(response.content)
            place.keep(found.generations, response)
        return response

    def _given(self, request: HttpRequest, page: Page) -> HttpResponseBase:
        if "HTTP_AUTHORIZATION" not in request.META:
            return page.response()
        # A bad token is told on public paths too: the view gives the page once the token has proved good.
        request.kept_page = page  # type: ignore[attr-defined]
        return self.get_response(request)
