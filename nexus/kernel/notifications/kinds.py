"""@notifies: who is told what, said in the `notices.py` of the room that knows.

What is published with `publish` is heard here by name, and made into notices:

    SHIPPED = Kind("order_shipped", "A parcel is on its way", group="Orders", email=Frequency.NEVER)

    @notifies("commerce.shipment.sent", kind=SHIPPED)
    def parcel_sent(heard: Heard[ShipmentSent]) -> Iterator[Notice]:
        yield Notice(user_id, "A parcel of order N-1042 is on its way", link="/api/orders/…/")
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from nexus.kernel.events.hearing import Fact, Heard

F = TypeVar("F", bound=Fact)
_KINDS: dict[str, "Kind"] = {}
_TELLERS: dict[str, "Teller"] = {}


class Frequency(StrEnum):
    """How often what is new goes out by e-mail."""

    IMMEDIATELY = "immediately"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


DIGESTS = (Frequency.DAILY, Frequency.WEEKLY)


@dataclass(frozen=True, slots=True)
class Notice:
    """What one account is told.

    link: the path of what it is about, such as `/api/orders/<id>/`. about: ids for programs, by name.
    quiet_key: what has the same one, while it is unread, is one notification with a count, and one e-mail.
    """

    user_id: UUID
    title: str
    text: str = ""
    link: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    quiet_key: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notification, with the channels that it takes where an account has no wish of its own.

    name: public and unique, such as `order_shipped`. label: what people read of it where they choose.
    quiet_for: how long a quiet key gathers, counted from its first notice.
    example: a title and a text, to preview its mail by.
    Its mail is `mail/notifications/<name>.txt` and `.html` where its room has such, else the one for all.
    """

    name: str
    label: str
    group: str
    in_app: bool = True
    live: bool = True
    email: Frequency = Frequency.IMMEDIATELY
    quiet_for: timedelta = timedelta(hours=24)
    example: tuple[str, str] | None = None


Telling = Callable[[Heard[F]], Iterable[Notice]]


@dataclass(frozen=True, slots=True)
class Teller:
    """A function that makes notices of facts, and the queue that its work waits in."""

    name: str
    kind: Kind
    facts: tuple[type[Fact] | str, ...]
    queue: str
    tell: Callable[[Heard[Any]], Iterable[Notice]]


def notifies(
    *facts: type[Fact] | str, kind: Kind, queue: str = "default"
) -> Callable[[Telling[F]], Telling[F]]:
    """Register who is told of facts: called once for each, after its commit, in the background.

    facts: as in `@hears`; by name where their room mustn't be imported. Several functions may share a kind.
    """

    def register(tell: Telling[F]) -> Telling[F]:
        if _KINDS.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"Two kinds of notification are named {kind.name}.")
        name = f"{tell.__module__}.{tell.__qualname__}"
        _TELLERS[name] = Teller(name, kind, facts, queue, tell)
        return tell

    return register


def kinds() -> Mapping[str, Kind]:
    """Give every kind of this site by its name, from the `notices.py` of all rooms."""
    _load()
    return _KINDS


def tellers() -> Iterable[Teller]:
    """List who makes notices of what."""
    _load()
    return _TELLERS.values()


@cache
def _load() -> None:
    autodiscover_modules("notices")
