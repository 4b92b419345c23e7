"""@hears: who wants to know. A receiver names facts, never the room that announces them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast
from uuid import UUID

import msgspec
from django.utils.module_loading import autodiscover_modules

_KINDS: dict[str, type["Fact"]] = {}
_RECEIVERS: dict[str, "Receiver"] = {}


@dataclass(frozen=True)
class Fact:
    """What an action announces: a frozen dataclass of ids and plain values.

    name: `<domain>.<thing>.<what_happened>`, the public name in the log and for webhooks.
    subject: the name of the field that holds the id of what it happened to.
    """

    name: ClassVar[str]
    subject: ClassVar[str]

    def __init_subclass__(cls) -> None:
        _KINDS[cls.name] = cls


F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class Heard(Generic[F]):
    """An event as it reaches its receivers.

    id: the same at each delivery and replay: the key for whatever must not happen twice outside.
    sequence: counts what happened to this subject, 1 first, without gaps.
    """

    id: UUID
    position: int
    name: str
    subject: str
    sequence: int
    payload: Mapping[str, Any]
    actor_id: UUID | None
    request_id: str
    happened_at: datetime

    @property
    def fact(self) -> F:
        """Read the payload as the fact that was published; LookupError where its room isn't installed."""
        return cast(F, msgspec.convert(self.payload, _KINDS[self.name], strict=False))


Hearing = Callable[[Heard[Any]], None]


@dataclass(frozen=True, slots=True)
class Receiver:
    """A function that hears facts of some names, and the queue that its work waits in."""

    name: str
    patterns: tuple[str, ...]
    queue: str
    hear: Hearing
    tells_people: bool = False

    def wants(self, fact: str) -> bool:
        """Tell whether it hears facts of this name."""
        return any(fits(fact, pattern) for pattern in self.patterns)


def hears(
    *kinds: type[Fact] | str, queue: str = "default", tells_people: bool = False
) -> Callable[[Callable[[Heard[F]], None]], Callable[[Heard[F]], None]]:
    """Register a receiver: the relay calls it after the commit, once for each event.

    kinds: facts, or their names where the room that announces them mustn't be imported; `commerce.order.*`
    hears all that begin so. Its database work and the note that it is done are one transaction.
    tells_people: whether it writes to people, who mustn't be told anew of what is long past: it is replayed
    to only where it is named.
    """
    patterns = tuple(kind if isinstance(kind, str) else kind.name for kind in kinds)

    def register(receiver: Callable[[Heard[F]], None]) -> Callable[[Heard[F]], None]:
        name = f"{receiver.__module__}.{receiver.__qualname__}"
        _RECEIVERS[name] = Receiver(name, patterns, queue, receiver, tells_people)
        return receiver

    return register


def receivers() -> Mapping[str, Receiver]:
    """Give every receiver of the site by its name, from the `receivers.py` of all rooms."""
    _load()
    return _RECEIVERS


def receivers_of(fact: str) -> list[Receiver]:
    """List who hears a fact of this name."""
    return [receiver for receiver in receivers().values() if receiver.wants(fact)]


def known_facts() -> dict[str, type[Fact]]:
    """List every kind of fact by its public name."""
    return dict(_KINDS)


@cache
def _load() -> None:
    # Only who delivers needs them: a web process never pays for what receivers import.
    autodiscover_modules("receivers")


def fits(fact: str, pattern: str) -> bool:
    """Tell whether a fact's name is the one that a pattern names, or begins as `commerce.order.*` does."""
    return fact.startswith(pattern[:-1]) if pattern.endswith("*") else fact == pattern
