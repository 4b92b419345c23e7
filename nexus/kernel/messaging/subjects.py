"""What can be talked about: each domain room says it of its own things, in its `talks.py`.

subject(Subject("product", parties=of_product, hosts_of=stores_managed_by, people_of=managers_of))
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.utils.module_loading import autodiscover_modules

from nexus.kernel.api.errors import NotFound
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import reads_as_number

_SUBJECTS: dict[str, "Subject"] = {}


@dataclass(frozen=True, slots=True)
class Parties:
    """Who may talk about a thing: the guest, who buys or applies, and the host, who sells or hires.

    title: what the thing is called, as it is then. as_host: whether the actor speaks for the host.
    """

    guest: UUID
    host: UUID
    title: str
    as_host: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that can be talked about.

    parties: gives who may talk about one, asked by an actor who begins: NotFound where the thing isn't there
    for this actor, Unprocessable where it can't be talked about. It gets the actor, the id and, where a thing
    has several hosts or guests, whom to (else None).
    hosts_of: for whom the actor speaks as a host, beside itself. people_of: who all speak for a host.
    doubts: facts after which an actor may no longer speak for a host, by name.
    """

    name: str
    parties: Callable[[Actor, Any, UUID | None], Parties]
    hosts_of: Callable[[Actor], Collection[UUID]]
    people_of: Callable[[UUID], Collection[UUID]]
    is_numbered: bool = False
    doubts: tuple[str, ...] = ()

    def read_id(self, text: str) -> int | UUID:
        """Read a thing's id; what can't be one names nothing."""
        if self.is_numbered:
            if not reads_as_number(text):
                raise NotFound
            return int(text)
        try:
            return UUID(text)
        except ValueError:
            raise NotFound from None


def subject(kind: Subject) -> None:
    """Let things of a kind be talked about."""
    _SUBJECTS[kind.name] = kind


def subjects() -> Mapping[str, Subject]:
    """Give what can be talked about on this site, by its name, from the `talks.py` of all rooms."""
    _load()
    return _SUBJECTS


def hosts_of(actor: Actor, kind: str) -> Collection[UUID]:
    """List for whom the actor speaks as a host about things of a kind, beside itself."""
    known = subjects().get(kind)
    return {*known.hosts_of(actor)} - {actor.id} if known else ()


def people_of(host: UUID, kind: str) -> Collection[UUID]:
    """List who all speak for a host about things of a kind."""
    known = subjects().get(kind)
    return {host, *known.people_of(host)} if known else {host}


@cache
def _load() -> None:
    autodiscover_modules("talks")
