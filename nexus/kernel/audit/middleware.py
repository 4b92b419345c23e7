from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nexus.kernel.kit.asking import acting_as


class SessionActorMiddleware:
    """Name who works in a browser's session, such as the back office, to the history of what it changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            acting_as(lambda: _account_of(request))
        return self.get_response(request)


def _account_of(request: HttpRequest) -> UUID | None:
    account: UUID | None = request.user.pk
    return account
