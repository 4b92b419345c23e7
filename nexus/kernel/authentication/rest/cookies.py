"""The refresh token in a browser: in a cookie that no script reads, taken from pages of our own alone."""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from rest_framework.response import Response

from nexus.kernel.api.errors import PermissionDenied
from nexus.kernel.api.origins import is_own

FOREIGN: Final = "Another site's page may have sent this: the Origin header has to name one of ours."


def wants_cookie(request: HttpRequest, said: dict[str, Any]) -> bool:
    """Take out of a sign-in whether it is a browser's; another site's page may ask for no cookie."""
    wanted: bool = said.pop("cookie")
    if wanted and "Origin" in request.headers:
        require_own_page(request)
    return wanted


def put_refresh(response: Response, refresh: str) -> None:
    """Give a browser its refresh token."""
    response.set_cookie(
        settings.REFRESH_COOKIE_NAME,
        refresh,
        max_age=settings.REFRESH_TOKEN_LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def clear_refresh(response: Response) -> None:
    """Have a browser forget it."""
    response.delete_cookie(settings.REFRESH_COOKIE_NAME, samesite="Strict")


def refresh_of(request: HttpRequest) -> str:
    """Give the refresh token that a browser sends along; from a page that isn't ours it is refused."""
    token = request.COOKIES.get(settings.REFRESH_COOKIE_NAME, "")
    if token:
        require_own_page(request)
    return token


def require_own_page(request: HttpRequest) -> None:
    """Go on only for a page of the site or of CORS_ALLOWED_ORIGINS: browsers name it on each POST."""
    if not (is_own(request) or request.headers.get("Origin") in settings.CORS_ALLOWED_ORIGINS):
        raise PermissionDenied(FOREIGN)
