"""What each room keeps of a person: said in its `personal.py`, for exports and erasures.

holds(Holding("orders", shows=_shown, erases=_erased, hinders=_under_way))
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

_HOLDINGS: dict[str, "Holding"] = {}


@dataclass(frozen=True, slots=True)
class Holding:
    """What is kept of an account under one name.

    shows: all of it, as plain rows, which become a file of the export. erases: lets go of it, or of what
    names the person, where the law or others need the rest. hinders: why the account can't be erased just
    now; nothing where it can. files: what the person sent up, by names for the export.
    """

    name: str
    shows: Callable[[UUID], Iterable[Mapping[str, Any]]]
    erases: Callable[[UUID], None] | None = None
    hinders: Callable[[UUID], str] | None = None
    files: Callable[[UUID], Iterable[tuple[str, bytes]]] | None = None


def holds(*holdings: Holding) -> None:
    """Declare what a room keeps of people."""
    _HOLDINGS.update({holding.name: holding for holding in holdings})


def holdings() -> Sequence[Holding]:
    """List what all rooms keep of people: the lower rooms' first."""
    _load()
    return list(_HOLDINGS.values())


@cache
def _load() -> None:
    autodiscover_modules("personal")
