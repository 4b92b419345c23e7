"""topic(): what a client can listen to, said in the `topics.py` of the room that knows.

topic(
    Topic(
        name="order",
        facts=("commerce.order.*",),
        may_listen=lambda actor, order_id: Order.objects.visible_to(actor).filter(pk=order_id).exists(),
        ids_of=lambda heard: [heard.payload["order_id"]],
        shape=lambda heard: {"order_id": heard.payload["order_id"]},
    )
)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from nexus.kernel.api.errors import NotFound
from nexus.kernel.events.hearing import Heard, fits
from nexus.kernel.kit.actor import Actor

LONGEST_NAME = 100
_TOPICS: dict[str, "Topic"] = {}


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that clients listen to: `order:<id>`, or only `notifications` where it is one's own.

    facts: which facts concern it, by name; `commerce.order.*` are all that begin so.
    may_listen: whether an actor may hear of the thing of this id; False where there is none, too.
    ids_of: the ids of the things that a fact concerns. They stand in its payload, or are its subject.
    shape: what everyone who may listen is told of a fact, as plain values; it is written as JSON once.
    is_own: its id is the account's who listens, and isn't said.
    id_type: what an id is made of.
    doubts: facts after which those who listen may no longer be allowed to: they are asked about again.
    """

    name: str
    facts: tuple[str, ...]
    may_listen: Callable[[Actor, str], bool]
    ids_of: Callable[[Heard[Any]], Iterable[object]]
    shape: Callable[[Heard[Any]], Mapping[str, Any]]
    is_own: bool = False
    id_type: Callable[[str], object] = UUID
    doubts: tuple[str, ...] = ()

    def keys(self, heard: Heard[Any]) -> set[str]:
        """Give the keys of what a fact concerns."""
        return {f"{self.name}:{id_}" for id_ in self.ids_of(heard)}


@dataclass(frozen=True, slots=True)
class Address:
    """One thing to listen to; said: as clients name it."""

    topic: Topic
    id: str
    said: str

    @property
    def key(self) -> str:
        """Name it apart from all others of this site."""
        return f"{self.topic.name}:{self.id}"


def topic(new: Topic) -> Topic:
    """Let clients listen to something; ValueError where another topic has this name."""
    if _TOPICS.setdefault(new.name, new) is not new:
        raise ValueError(f"Two topics are named {new.name}.")
    return new


def topics() -> Mapping[str, Topic]:
    """Give every topic of this site by its name."""
    _load()
    return _TOPICS


@cache
def concerned(fact: str) -> list[Topic]:
    """List the topics that facts of this name concern."""
    return [topic for topic in topics().values() if _names(topic.facts, fact)]


@cache
def doubted(fact: str) -> list[Topic]:
    """List the topics whose listeners may have lost their right by a fact of this name."""
    return [topic for topic in topics().values() if _names(topic.doubts, fact)]


def address_of(said: str, actor: Actor) -> Address:
    """Read what a client wants to listen to; NotFound where there can be no such thing."""
    name, colon, id_ = said[:LONGEST_NAME].partition(":")
    found = topics().get(name)
    if found is None or len(said) > LONGEST_NAME or found.is_own == bool(colon):
        raise NotFound
    if found.is_own:
        return Address(found, str(actor.id), name)
    try:
        return Address(found, str(found.id_type(id_)), said)
    except ValueError:
        raise NotFound from None


def _names(patterns: Iterable[str], fact: str) -> bool:
    return any(fits(fact, pattern) for pattern in patterns)


@cache
def _load() -> None:
    # Only who tells them needs them: a web process never pays for what they import.
    autodiscover_modules("topics")
