"""Django's test clients, led through the door that the web server uses: the page cache, then Django."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test.client import ClientHandler

from nexus.kernel.api.page_cache import PageCache

_past_the_door = ClientHandler.get_response


def through_the_door(self: ClientHandler, request: HttpRequest) -> HttpResponseBase:
    """Answer as nexus.config.wsgi does."""
    told: list[Any] = []
    # As a web server says it: Django has put the path that it read in its place.
    request.META["PATH_INFO"] = request.path_info.encode().decode("iso-8859-1")
    given = PageCache(lambda *_: _past_the_door(self, request))(
        request.META, lambda *start: told.extend(start)
    )
    if isinstance(given, HttpResponseBase):
        return given
    status, headers = told
    answer = HttpResponse(b"".join(given), status=int(status[:3]), headers=dict(headers))
    if "Content-Type" not in dict(headers):
        del answer["Content-Type"]
    return answer
