import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

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
    return Address(_host(), port_of("PORT", os.environ.get("PORT") or "8000"))


def asked_live_address() -> Address:
    """Give the live server's address: LIVE_PORT, else the port after the site's, or before the last one."""
    site = asked_address()
    beside = site.port + 1 if site.port < LAST_PORT else site.port - 1
    port = port_of("LIVE_PORT", os.environ.get("LIVE_PORT") or str(beside))
    if port == site.port:
        raise EngineError(f"PORT and LIVE_PORT are both {port}: each needs one of its own.")
    return Address(site.host, port)


def port_of(setting: str, asked: str) -> int:
    """Read a port that this setting names, or say that it is none."""
    port = int(asked) if asked.isascii() and asked.isdigit() else 0
    if not 1 <= port <= LAST_PORT:
        raise EngineError(f"{setting} is {asked!r}: it has to be a number from 1 to {LAST_PORT}.")
    return port


def require_free(address: Address, setting: str = "PORT") -> None:
    """Stop with a sentence where the site can't answer at this address, whose port that setting names."""
    with door_at(address, port=setting) as trial, _said(address, setting, "HOST"):
        trial.listen()


def door_at(address: Address, *, port: str = "PORT", host: str = "HOST") -> socket.socket:
    """Give a socket bound to this address, which these settings name, or say why it can't be had."""
    with _said(address, port, host):
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        door = socket.socket(family)
        try:
            # A port whose last connections are still closing counts as free, as it does for the web server.
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((address.host, address.port))
        except OSError:
            door.close()
            raise
        return door


@contextmanager
def _said(address: Address, port: str, host: str) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        where = f"{address.host} port {address.port}"
        raise EngineError(
            f"Nexus can't answer at {where} ({failure.strerror}): {_way_out(failure, port, host)}."
        ) from failure


def _host() -> str:
    host = os.environ.get("HOST") or "127.0.0.1"
    try:
        return str(ip_address(host))
    except ValueError:  # of a name, which the web server doesn't look up
        raise EngineError(
            f"HOST is {host!r}: it has to be an address of this machine, such as 127.0.0.1 or 0.0.0.0."
        ) from None


def _way_out(failure: OSError, port: str, host: str) -> str:
    if failure.errno in {errno.EADDRINUSE, errno.EACCES}:
        return f"choose another port, as in {port}=8080"
    return f"set {host} to an address of this machine"
