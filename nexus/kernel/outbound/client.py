"""The client: one request, one answer, to the address that was looked at, and an end to it in any case."""

import http.client
import io
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from time import monotonic
from typing import Any, Final

from django.conf import settings

from nexus.kernel.outbound.exceptions import Unreachable
from nexus.kernel.outbound.resolving import Place, places_of
from nexus.kernel.outbound.targets import Target, read_target

MOST_BYTES: Final = 64 * 1024
# Status line, headers and the framing of chunks; http.client takes a hundred headers at most.
MOST_AROUND: Final = 32 * 1024
AGENT: Final = "Nexus"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the first of its bytes, and whether they were all."""

    status: int
    body: bytes
    is_whole: bool


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float | None = None) -> Reply:
    """Send a body to a public address; Refused where it isn't one, Unreachable where nothing comes of it.

    No redirect is followed and no proxy asked. seconds: for all of it, from the look-up to the last byte.
    """
    return _call("POST", url, body, headers, seconds)


def get(url: str, headers: Mapping[str, str] | None = None, *, seconds: float | None = None) -> Reply:
    """Fetch the first 64 KiB from a public address, as `post` sends to one."""
    return _call("GET", url, None, headers or {}, seconds)


def _call(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], seconds: float | None
) -> Reply:
    ends_at = monotonic() + (settings.OUTBOUND_SECONDS if seconds is None else seconds)
    target = read_target(url)
    places = places_of(target, within=ends_at - monotonic())
    try:
        line = _Line(_connected(target, places, ends_at), ends_at)
    except OSError as why:
        raise Unreachable(_said(why)) from why
    try:
        return _exchange(line, target, method, body, headers)
    except (OSError, http.client.HTTPException) as why:
        raise Unreachable(_said(why)) from why
    finally:
        line.end()


def _connected(target: Target, places: list[Place], ends_at: float) -> socket.socket:
    last: OSError = TimeoutError()
    for left, place in zip(range(len(places), 0, -1), places, strict=True):
        # Each further address gets its share of the time; those after a dead one have to have some.
        share = max(ends_at - monotonic(), 0.001) / min(left, 2)
        line = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            line.settimeout(share)
            line.connect((place.address, place.port))
            line.settimeout(max(ends_at - monotonic(), 0.001))
            return tls().wrap_socket(line, server_hostname=target.host) if target.is_tls else line
        except OSError as why:
            line.close()
            last = why
    raise last


def _exchange(
    line: "_Line", target: Target, method: str, body: bytes | None, headers: Mapping[str, str]
) -> Reply:
    kind = http.client.HTTPSConnection if target.is_tls else http.client.HTTPConnection
    asking: Any = kind(target.host, target.port)
    asking.auto_open = 0
    asking.sock = line
    said = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}
    asking.request(method, target.path, body, said)
    with asking.getresponse() as answer:
        return _read(answer)


def _read(answer: http.client.HTTPResponse) -> Reply:
    # The status is the answer; that its body never ends, or breaks off, takes nothing back.
    found = bytearray()
    try:
        while len(found) < MOST_BYTES:
            piece = answer.read1(MOST_BYTES - len(found))
            if not piece:
                return Reply(answer.status, bytes(found), is_whole=answer.length in {None, 0})
            found += piece
    except (OSError, http.client.HTTPException):
        return Reply(answer.status, bytes(found), is_whole=False)
    return Reply(answer.status, bytes(found), is_whole=False)


class _Line:
    """A connection that ends at a given moment, however slowly its other end speaks."""

    def __init__(self, line: socket.socket, ends_at: float) -> None:
        self._line, self._ends_at = line, ends_at

    def sendall(self, data: Any) -> None:
        self._line.settimeout(_left(self._ends_at))
        self._line.sendall(data)

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_Incoming(self._line, self._ends_at))

    def close(self) -> None:
        """Do nothing yet: http.client lets go of a connection that ends before it reads its answer."""

    def end(self) -> None:
        self._line.close()


class _Incoming(io.RawIOBase):
    """What comes in: no later than the end, and no more than an answer may have."""

    def __init__(self, line: socket.socket, ends_at: float) -> None:
        self._line, self._ends_at, self._room = line, ends_at, MOST_BYTES + MOST_AROUND

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._room <= 0:
            raise ConnectionAbortedError("The answer has no end.")
        self._line.settimeout(_left(self._ends_at))
        read = self._line.recv_into(buffer)
        self._room -= read
        return read


def _left(ends_at: float) -> float:
    left = ends_at - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _said(why: Exception) -> str:
    match why:
        case TimeoutError():
            return "There was no answer in time."
        case ssl.SSLCertVerificationError():
            return f"Its certificate doesn't hold: {why.verify_message}."
        case ssl.SSLError():
            return "No TLS connection could be made."
        case ConnectionRefusedError():
            return "It takes no connections."
    return f"The connection broke off ({type(why).__name__})."


@cache
def tls() -> ssl.SSLContext:
    """Give what certificates are checked by: the system's authorities, and the name that was asked for."""
    return ssl.create_default_context()
