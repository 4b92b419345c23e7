"""An address as somebody typed it, read strictly: what two readers could take differently is refused."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

import idna
from django.conf import settings

from nexus.kernel.outbound.addresses import is_public
from nexus.kernel.outbound.exceptions import Refused

LONGEST: Final = 2_000
_PORTS: Final = {"https": 443, "http": 80}
# White space and control characters anywhere, and the backslash that some readers take for a slash.
_UNRULY: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\]")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_IN_PATH: Final = "/%:@!$&'()*+,;=~-._?[]"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes. host: ASCII, in lower case, without brackets; path: with the query, as sent."""

    scheme: str
    host: str
    port: int
    path: str
    is_literal: bool = False

    @property
    def is_tls(self) -> bool:
        """Tell whether the receiver has to prove who it is."""
        return self.scheme == "https"

    @property
    def is_exempt(self) -> bool:
        """Tell whether the site itself has allowed this very host and port, wherever it leads."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" in settings.OUTBOUND_ALLOW


def read_target(url: str) -> Target:
    """Read a URL; Refused where Nexus would never call it, whatever its name leads to."""
    if len(url) > LONGEST or _UNRULY.search(url):
        raise Refused(f"Give a URL of at most {LONGEST} characters, without spaces.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("This is no URL that can be read.") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Refused("Give a whole URL that begins with https://.")
    if "@" in parts.netloc:
        raise Refused("Leave user name and password out of the URL.")
    target = _target(parts, _PORTS[parts.scheme] if port is None else port)
    if not target.is_exempt:
        _expect_outside(target)
    return target


def _target(parts: SplitResult, port: int) -> Target:
    host, is_literal = _host(parts)
    path = quote(parts.path or "/", safe=_IN_PATH)
    query = f"?{quote(parts.query, safe=_IN_PATH)}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query, is_literal)


def _host(parts: SplitResult) -> tuple[str, bool]:
    given = (parts.hostname or "").removesuffix(".")
    try:
        if "[" in parts.netloc:
            return str(IPv6Address(given)), True
        # What looks like a digit or a dot in another script is one: read as it will be looked up.
        name = idna.encode(given, uts46=True).decode()
        if not _NUMBER.fullmatch(name.rpartition(".")[2]):
            return name, False
        return str(IPv4Address(name)), True  # four plain numbers: no octal, no hexadecimal, none left out
    except ValueError:
        raise Refused("This is no host name that can be called.") from None


def _expect_outside(target: Target) -> None:
    if not target.is_tls and not settings.OUTBOUND_HTTP:
        raise Refused("Give a URL that begins with https://.")
    ports = {*settings.OUTBOUND_PORTS, *({80} if settings.OUTBOUND_HTTP else ())}
    if target.port not in ports:
        raise Refused(f"Only these ports are called: {', '.join(map(str, sorted(ports)))}.")
    if target.is_literal and not is_public(target.host):
        raise Refused("This address isn't on the public internet.")
    if not target.is_literal and "." not in target.host:
        raise Refused("Give a host name that is known on the public internet.")
