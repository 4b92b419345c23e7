from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from nexus.kernel.kit.asking import acting_as, explain

# Named like Django's own fields beside a form's: no model has one of that name.
REASON_FIELD: Final = "_change_reason"


class SessionActorMiddleware:
    """Name who works in a browser's session, such as the back office, to the history of what it changes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            acting_as(lambda: _account_of(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Take the reason that a form of the back office gives."""
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.app_name == "admin":
            explain(request.POST.get(REASON_FIELD, ""))


def _account_of(request: HttpRequest) -> UUID | None:
    account: UUID | None = request.user.pk
    return account
