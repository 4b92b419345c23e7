import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed
from nexus.kernel.api.graphql.inputs import read_narrowing
from nexus.kernel.events import models
from nexus.kernel.events.graphql.types import Event, event_of
from nexus.kernel.events.rest.shapes import ORDER, EventQuery


@strawberry.input
class EventFilter:
    """What the log can be narrowed to: what comes after a position, what is called so."""

    after: str | None = UNSET
    name: str | None = UNSET
    subject: str | None = UNSET


@strawberry.type
class Query:
    """What one may ask of what happened."""

    @listed(Event)
    def events(self, info: Info, filter: EventFilter | None = UNSET) -> Listing[Event]:
        """The log, the oldest first; for administrators."""
        require(info.context.actor, "events.list_events")
        query = read_narrowing(EventQuery, filter)
        rows = models.Event.objects.settled().narrowed(**query.filters).rows()
        return Listing(rows, ORDER, each(event_of))
