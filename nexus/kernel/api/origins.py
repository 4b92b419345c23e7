"""Where the site is reached, and whose pages may call it from a browser beside CORS_ALLOWED_ORIGINS."""

from typing import Any

from corsheaders.middleware import CorsMiddleware
from corsheaders.signals import check_request_enabled
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers


def origin_of(request: HttpRequest) -> str:
    """Name the scheme and the host that were asked; a host that isn't ours is refused."""
    origin: str | None = getattr(request, "_nexus_origin", None)
    if origin is None:
        origin = f"{request.scheme}://{request.get_host()}"
        request._nexus_origin = origin  # type: ignore[attr-defined]
    return origin


def live_origin_of(request: HttpRequest) -> str:
    """Name the scheme and the host where sockets are opened: another port of this host, unless it is told."""
    told: str = settings.LIVE_URL
    if told and not told.startswith(":"):
        return told.rstrip("/")
    scheme, host = origin_of(request).replace("http", "ws", 1).split("://")
    return f"{scheme}://{split_domain_port(host)[0]}{told}" if told else f"{scheme}://{host}"


@receiver(check_request_enabled)
def is_own(request: HttpRequest, **_: Any) -> bool:
    """Tell whether a request comes from a page of the site itself, under the name that was asked."""
    origin = request.headers.get("Origin")
    return origin is not None and origin == origin_of(request)


class OriginsMiddleware(CorsMiddleware):
    """CORS, which costs a request that names no origin nothing but a word to caches."""

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Tell a browser whether the page that asks may read the answer."""
        if "HTTP_ORIGIN" in request.META:
            return super().add_response_headers(request, response)
        if request._cors_enabled:  # type: ignore[attr-defined]
            patch_vary_headers(response, ["origin"])
        return response
