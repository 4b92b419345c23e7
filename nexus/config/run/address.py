import errno
import os
import socket
from dataclasses import dataclass
from typing import Any, Final

from nexus.config.embedded import EngineError

LAST_PORT: Final = 65_535
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
        return f"http://{self._place}"

    @property
    def socket_url(self) -> str:
        """What a WebSocket client begins its address with."""
        return f"ws://{self._place}"

    @property
    def _place(self) -> str:
        host = f"[{self.visited}]" if ":" in self.visited else self.visited
        return f"{host}:{self.port}"


def asked_address() -> Address:
    """Give the address from HOST and PORT, or say what is wrong with them."""
    return Address(_host(), _port("PORT", os.environ.get("PORT") or "8000"))


def asked_live_address() -> Address:
    """Give the live server's address: LIVE_PORT, else the port after the site's, or before the last one."""
    site = asked_address()
    beside = site.port + 1 if site.port < LAST_PORT else site.port - 1
    port = _port("LIVE_PORT", os.environ.get("LIVE_PORT") or str(beside))
    if port == site.port:
        raise EngineError(f"PORT and LIVE_PORT are both {port}: each needs one of its own.")
    return Address(site.host, port)


def require_free(address: Address, setting: str = "PORT") -> None:
    """Stop with a sentence where the site can't answer at this address, whose port that setting names."""
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
            f"Nexus can't answer at {where} ({failure.strerror}): {_way_out(failure, setting)}."
        ) from failure


def _host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def _port(name: str, asked: str) -> int:
    port = int(asked) if asked.isascii() and asked.isdigit() else 0
    if not 1 <= port <= LAST_PORT:
        raise EngineError(f"{name} is {asked!r}: it has to be a number from 1 to {LAST_PORT}.")
    return port


def _way_out(failure: OSError, setting: str) -> str:
    if failure.errno in {errno.EADDRINUSE, errno.EACCES}:
        return f"choose another port, as in {setting}=8080"
    return "set HOST to an address of this machine"


def _resolved(address: Address) -> tuple[Any, ...]:
    return socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
