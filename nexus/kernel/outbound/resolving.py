"""From a name to addresses, once for each call: the ones that are looked at are the ones that are called."""

import socket
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError as TookTooLong
from functools import cache
from typing import Final, NamedTuple

from nexus.kernel.outbound.addresses import is_public
from nexus.kernel.outbound.exceptions import Refused, Unreachable
from nexus.kernel.outbound.targets import Target, read_target

# The system waits half a minute for a name server that is silent, a call no longer than ten seconds. So many
# that each place of a sender of webhooks (64) may have left three such behind, and other names are looked up.
AT_ONCE: Final = 256
# How long whoever gives us an address waits for its name to be looked up.
LOOK_S: Final = 1.0


class Place(NamedTuple):
    """An address with its port, as sockets take it."""

    family: int
    address: str
    port: int


def check_url(url: str) -> None:
    """Refuse a URL that leads to no public address; a name that nobody knows yet is asked for again later."""
    target = read_target(url)
    try:
        places_of(target, within=LOOK_S)
    except Unreachable:
        return


def places_of(target: Target, *, within: float) -> list[Place]:
    """Look a target's name up; Refused where any of its addresses isn't public, so that none is picked."""
    places = _looked_up(target, within)
    if not target.is_exempt and not all(is_public(place.address) for place in places):
        raise Refused("This name leads to an address that isn't on the public internet.")
    return places


def look_up(host: str, port: int) -> list[Place]:
    """Ask the system, with names from its own files and from DNS."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [Place(family, str(place[0]), port) for family, _, _, _, place in found]


def _looked_up(target: Target, within: float) -> list[Place]:
    # The system's resolver knows no time limit of ours: it is waited for, and then left to itself.
    asked: Future[list[Place]] = _resolvers().submit(look_up, target.host, target.port)
    try:
        places = asked.result(timeout=max(within, 0))
    except TookTooLong:
        asked.cancel()
        raise Unreachable("Its name couldn't be looked up in time.") from None
    except (OSError, UnicodeError):
        raise Unreachable("Its name is not known.") from None
    if not places:
        raise Unreachable("Its name has no address.")
    return places


@cache
def _resolvers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(AT_ONCE, "resolver")
