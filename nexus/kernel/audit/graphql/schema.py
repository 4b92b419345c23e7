from datetime import datetime

import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed
from nexus.kernel.api.graphql.inputs import read_narrowing
from nexus.kernel.audit import models
from nexus.kernel.audit.actions import history_of
from nexus.kernel.audit.graphql.types import Change, SecurityEvent
from nexus.kernel.audit.rest.shapes import (
    ORDER,
    ChangeQuery,
    ChangeShape,
    SecurityEventQuery,
    SecurityEventShape,
)


@strawberry.input
class ChangeFilter:
    """What the history of everything can be narrowed to."""

    kind: str | None = UNSET
    id: strawberry.ID | None = UNSET
    actor: strawberry.ID | None = UNSET
    request: str | None = UNSET
    since: datetime | None = UNSET
    until: datetime | None = UNSET


@strawberry.input
class SecurityEventFilter:
    """What security events can be narrowed to."""

    name: str | None = UNSET
    user: strawberry.ID | None = UNSET
    actor: strawberry.ID | None = UNSET
    address: str | None = UNSET
    since: datetime | None = UNSET
    until: datetime | None = UNSET


@strawberry.type
class Query:
    """What one may ask of what was written down."""

    @listed(SecurityEvent)
    def security_events(
        self, info: Info, filter: SecurityEventFilter | None = UNSET
    ) -> Listing[SecurityEventShape]:
        """What concerns who may come into one's own account; an administrator sees everybody's."""
        actor = info.context.actor
        require(actor, "audit.list_security_events")
        query = read_narrowing(SecurityEventQuery, filter)
        events = models.SecurityEvent.objects.visible_to(actor).narrowed(**query.filters)
        return Listing(events.rows(), ORDER, each(SecurityEventShape.of))

    @listed(Change)
    def changes(self, info: Info, filter: ChangeFilter | None = UNSET) -> Listing[ChangeShape]:
        """All changes, the newest first; for administrators."""
        require(info.context.actor, "audit.list_changes")
        query = read_narrowing(ChangeQuery, filter)
        return Listing(models.Change.objects.narrowed(**query.filters).rows(), ORDER, each(ChangeShape.of))

    @listed(Change)
    def history(self, info: Info, kind: str, id: strawberry.ID) -> Listing[ChangeShape]:
        """The history of one thing, for its owner."""
        return Listing(history_of(info.context.actor, kind, str(id)).rows(), ORDER, each(ChangeShape.of))
