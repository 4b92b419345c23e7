"""publish() and @hears: announce up, so that a lower room never knows who listens."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import msgspec

from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.request_id import current_request_id

_KINDS: dict[str, type["Fact"]] = {}
_RECEIVERS: dict[str, list[Callable[[Any], None]]] = defaultdict(list)


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


def publish(*facts: Fact, actor: Actor) -> None:
    """Write what happened into the log, in the transaction that made it happen: one INSERT."""
    Event.objects.bulk_create(_row(fact, actor) for fact in facts)


def hears(*kinds: type[F]) -> Callable[[Callable[[F], None]], Callable[[F], None]]:
    """Register a receiver for these facts: the relay calls it after the commit, once for each."""

    def register(receiver: Callable[[F], None]) -> Callable[[F], None]:
        for kind in kinds:
            _RECEIVERS[kind.name].append(receiver)
        return receiver

    return register


def receivers_of(name: str) -> list[Callable[[Any], None]]:
    """List who hears a fact of this name."""
    return list(_RECEIVERS[name])


def known_facts() -> dict[str, type[Fact]]:
    """List every kind of fact by its public name."""
    return dict(_KINDS)


def _row(fact: Fact, actor: Actor) -> Event:
    payload = msgspec.to_builtins(fact, str_keys=True)
    return Event(
        name=fact.name,
        subject=str(payload[fact.subject]),
        payload=payload,
        actor_id=actor.id,
        request_id=current_request_id(),
    )
