"""Scopes: what an API key or another's program may do in an account's name, in words that people can grant.

Each side of the business says once which scopes cover its rooms; what reads and what writes is told apart by
the operation itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# What no scope covers: keys, passwords, factors. It takes a sign-in of one's own.
SIGN_IN: Final = "sign-in"
# What any scope covers, since it tells nothing of anyone.
FREE: Final = "any"
# With it, the roles that see and change what is others' go along; without it they stay behind.
ADMIN: Final = "admin"

Room = str


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one side of the house.

    sentences: what each lets a program do. rooms: which covers what is read in a room, and what is written.
    """

    sentences: Mapping[str, str]
    rooms: Mapping[Room, tuple[str, str]]


_SENTENCES: dict[str, str] = {}
_ROOMS: dict[Room, tuple[str, str]] = {}


def offer(scopes: Scopes) -> None:
    """Take a side's scopes into the registry; ValueError where a room is covered by what nobody explained."""
    unknown = {name for pair in scopes.rooms.values() for name in pair} - {*scopes.sentences, SIGN_IN, FREE}
    if unknown:
        raise ValueError(f"No sentence says what these scopes are: {', '.join(sorted(unknown))}.")
    _SENTENCES.update(scopes.sentences)
    _ROOMS.update(scopes.rooms)


def sentences() -> Mapping[str, str]:
    """Give every scope of this site with its sentence."""
    return _SENTENCES


def is_known(scope: str) -> bool:
    """Tell whether an operation can be covered by this."""
    return scope in {*_SENTENCES, SIGN_IN, FREE}


def scope_of(module: str, *, reads: bool) -> str:
    """Name the scope that covers what a module reads or writes; nothing where its room has none."""
    read, write = _ROOMS.get(room_of(module), ("", ""))
    return read if reads else write


def room_of(module: str) -> Room:
    """Name the room of a module: `nexus.kernel.taxonomy`."""
    return ".".join(module.split(".")[:3])
