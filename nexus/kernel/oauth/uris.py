"""Where people may be sent back to: https, or a program on their own machine; compared as it is written."""

from typing import Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

LOOPBACK: Final = {"127.0.0.1", "::1", "localhost"}
LENGTH: Final = 500
# What no host and port need: it would name somebody, mean many hosts, or end a line of our pages' policy.
UNRULY: Final = set("@*;,'")


def redirect_uri(uri: str) -> None:
    """Refuse an address that a code must not be sent to."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValidationError("This is no address.") from None
    if not host or "#" in uri or set(parts.netloc) & UNRULY or not _is_written_plainly(uri):
        raise ValidationError("Give a whole address, without user, fragment, wildcard or spaces.")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise ValidationError("Give an https address; http is for http://127.0.0.1 only.")


def _is_written_plainly(uri: str) -> bool:
    return uri.isascii() and uri.isprintable() and not set(uri) & set(' \\"<>')
