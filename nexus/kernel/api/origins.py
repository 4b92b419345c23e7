"""Where the site is reached, and whose pages may call it from a browser beside CORS_ALLOWED_ORIGINS."""

from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest


def origin_of(request: HttpRequest) -> str:
    """Name the scheme and the host that were asked; a host that isn't ours is refused."""
    origin: str | None = getattr(request, "_nexus_origin", None)
    if origin is None:
        origin = f"{request.scheme}://{request.get_host()}"
        request._nexus_origin = origin  # type: ignore[attr-defined]
    return origin


@receiver(check_request_enabled)
def is_own(request: HttpRequest, **_: Any) -> bool:
    """Tell whether a request comes from a page of the site itself, under the name that was asked."""
    origin = request.headers.get("Origin")
    return origin is not None and origin == origin_of(request)
