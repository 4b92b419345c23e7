import errno
import os
import socket
from dataclasses import dataclass
from typing import Any

from nexus.config.embedded import EngineError

ANY_HOSTS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what a user may ask for


@dataclass(frozen=True)
class Address:
    """Where the site answers."""

    host: str
    port: int

    @property
    def visited(self) -> str:
        """The host under which this machine itself reaches it."""
        return ANY_HOSTS.get(self.host, self.host)

    @property
    def url(self) -> str:
        """What to type into a browser."""
        host = f"[{self.visited}]" if ":" in self.visited else self.visited
        return f"http://{host}:{self.port}"


def asked_address() -> Address:
    """Give the address from HOST and PORT, or say what is wrong with them."""
    asked = os.environ.get("PORT") or "8000"
    port = int(asked) if asked.isascii() and asked.isdigit() else 0
    if not 1 <= port <= 65_535:  # noqa: PLR2004 - what a port can be
        raise EngineError(f"PORT is {asked!r}: it has to be a number from 1 to 65535.")
    return Address(os.environ.get("HOST") or "127.0.0.1", port)


def require_free(address: Address) -> None:
    """Stop with a sentence where the site can't answer at this address."""
    try:
        family, kind, _, _, place = _resolved(address)
        with socket.socket(family, kind) as trial:
            # A port whose last connections are still closing counts as free, as it does for the web server.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
            trial.listen()
    except OSError as failure:
        where = f"{address.host} port {address.port}"
        raise EngineError(
            f"Nexus can't answer at {where} ({failure.strerror}): {_way_out(failure)}."
        ) from failure


def _way_out(failure: OSError) -> str:
    if failure.errno in {errno.EADDRINUSE, errno.EACCES}:
        return "choose another port, as in PORT=8080"
    return "set HOST to an address of this machine"


def _resolved(address: Address) -> tuple[Any, ...]:
    return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
