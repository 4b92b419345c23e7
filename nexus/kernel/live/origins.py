"""Whose pages may open sockets: the site's own, and those that CORS_ALLOWED_ORIGINS names."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_welcome(host: str, origin: str | None) -> bool:
    """Tell whether a socket may be opened under this host name, by a page of this origin or by a program."""
    name, _ = split_domain_port(host)
    if not name or not validate_host(name, settings.ALLOWED_HOSTS):
        return False
    if origin is None or origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    # The site's pages are on another port than the live server, where no proxy brings both together.
    site = urlsplit(origin)
    return site.scheme in {"http", "https"} and split_domain_port(site.netloc.lower())[0] == name
