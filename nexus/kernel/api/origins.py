"""Whose pages may call the API from a browser, beside those that CORS_ALLOWED_ORIGINS names."""

from typing import Any

from corsheaders.signals import check_request_enabled
from django.dispatch import receiver
from django.http import HttpRequest


@receiver(check_request_enabled)
def is_own(request: HttpRequest, **_: Any) -> bool:
    """Tell whether a request comes from a page of the site itself, under the name that was asked."""
    origin = request.headers.get("Origin")
    return origin is not None and origin == f"{request.scheme}://{request.get_host()}"
