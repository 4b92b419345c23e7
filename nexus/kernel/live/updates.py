from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from nexus.kernel.api.answers import to_json
from nexus.kernel.events.hearing import Heard
from nexus.kernel.events.models import Event
from nexus.kernel.live.exceptions import BeyondTheLog, TooLongAgo
from nexus.kernel.live.topics import Address, Topic

# How far a client that was away can go back: so many positions in the log, so many updates.
REACH: Final = 50_000
MOST_MISSED: Final = 1_000
LAST_POSITION: Final = 2**63 - 1


@dataclass(eq=False)
class Update:
    """One thing that happened, as the listeners of one topic are told it: made and written once for all.

    results: what GraphQL answers of it, by document.
    """

    key: str
    position: int
    event: str
    happened_at: datetime
    data: Mapping[str, Any]
    results: dict[object, str] = field(default_factory=dict)

    @classmethod
    def of(cls, topic: Topic, key: str, heard: Heard[Any]) -> "Update":
        """Shape what was heard."""
        return cls(key, heard.position, heard.name, heard.happened_at, topic.shape(heard))

    @cached_property
    def tail(self) -> str:
        """Give it as JSON from the topic's name on, which is the same for all."""
        told = {
            "position": self.position,
            "event": self.event,
            "happened_at": self.happened_at,
            "data": self.data,
        }
        return to_json(told).decode()[1:]


def missed(address: Address, after: int, until: int) -> list[Update]:
    """Read what happened to a thing after a position and up to another; TooLongAgo where that can't be told.

    That is where it is too much, or where the log ends before it: nothing would be heard until it gets there.
    """
    if until - after > REACH:
        raise TooLongAgo
    # Another process may have told more of the log already than this one has looked through.
    if after > until and after > Event.objects.last_position():
        raise BeyondTheLog
    past = Event.objects.narrowed(after=after).filter(position__lte=until)
    found = past.naming(address.topic.facts, address.id).rows()[: MOST_MISSED + 1]
    heard: list[Heard[Any]] = [Heard(**row) for row in found]
    if len(heard) > MOST_MISSED:
        raise TooLongAgo
    concerning = [one for one in heard if address.key in address.topic.keys(one)]
    return [Update.of(address.topic, address.key, one) for one in concerning]
