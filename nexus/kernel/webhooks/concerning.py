"""Whom an event concerns. The kernel knows no domain: each room says it in a `hooks.py` beside its facts.

side(Side(name="store", facts="commerce.", run_by=stores_managed_by))

@concerns("commerce.order.*")
def of_order(heard: Heard[Any]) -> Iterable[UUID]: ...

concerns("commerce.shipment.*")(named_in("seller_id"))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from nexus.kernel.events.bus import Fact, Heard, known_facts
from nexus.kernel.events.hearing import fits
from nexus.kernel.kit.actor import Actor

# The side that hears everything: the site's own.
SITE: Final = "site"

# The owners that an event concerns; as a mapping, with what of it is each one's own, such as its sale.
Concerned = Iterable[UUID] | Mapping[UUID, Mapping[str, Any]]
Concerning = Callable[[Heard[Any]], Concerned]

_SIDES: dict[str, "Side"] = {}
_CONCERNS: list[tuple[tuple[str, ...], Concerning]] = []


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of owner of endpoints: stores hear of the marketplace, employers of the job board.

    One account may be both, with other people working for either: so each side hears its own facts only.
    facts: how the names of those begin. run_by: names the owners whose endpoints an actor may manage.
    """

    name: str
    facts: str
    run_by: Callable[[Actor], Iterable[UUID]]


def side(told: Side) -> None:
    """Register a side."""
    _SIDES[told.name] = told


def concerns(*patterns: str) -> Callable[[Concerning], Concerning]:
    """Register who is concerned by facts of these names; `commerce.order.*` stands for all that begin so."""

    def register(function: Concerning) -> Concerning:
        _CONCERNS.append((patterns, function))
        return function

    return register


def named_in(field: str) -> Concerning:
    """Say that an event concerns the owner whose id stands in a field of its own."""
    return lambda heard: [UUID(heard.payload[field])]


def sides() -> Mapping[str, Side]:
    """Give the sides of this site by their names."""
    _load()
    return _SIDES


def owners_run_by(actor: Actor) -> dict[str, list[UUID]]:
    """List by side the owners whose endpoints an actor may manage; a side without any isn't named."""
    if not actor.is_signed_in:
        return {}
    found = {name: sorted({*one.run_by(actor)}) for name, one in sides().items()}
    return {name: owners for name, owners in found.items() if owners}


def concerned_by(heard: Heard[Any], side_name: str) -> dict[UUID, Mapping[str, Any]]:
    """Tell which owners of a side an event concerns, and what of it is each one's own."""
    if not heard.name.startswith(sides()[side_name].facts):
        return {}
    found: dict[UUID, Mapping[str, Any]] = {}
    for patterns, of in _CONCERNS:
        if any(fits(heard.name, pattern) for pattern in patterns):
            told = of(heard)
            found |= told if isinstance(told, Mapping) else {owner: {} for owner in told}
    return found


def facts_for(side_name: str) -> dict[str, type[Fact]]:
    """List the kinds of facts that endpoints of a side can hear, by name."""
    known = dict(sorted(known_facts().items()))
    if side_name == SITE:
        return known
    _load()
    begin = sides()[side_name].facts
    patterns = [pattern for named, _ in _CONCERNS for pattern in named if pattern.startswith(begin)]
    return {name: kind for name, kind in known.items() if any(fits(name, one) for one in patterns)}


@cache
def _load() -> None:
    autodiscover_modules("hooks")
