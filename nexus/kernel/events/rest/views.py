from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.events.models import Event
from nexus.kernel.events.rest.shapes import ORDER, EventQuery, EventShape


class EventList(ApiView):
    """What happened."""

    @operation(
        "List what happened",
        who="admin",
        answer=EventShape,
        many=True,
        query=EventQuery,
        description="The log, the oldest first. Go on with `after=` the last `position` that you have read: "
        "nothing is ever added before it. `name` may end with `*`: `commerce.order.*`.",
    )
    def get(self, request: Request) -> Response:
        """List what happened."""
        require(self.actor, "events.list_events")
        query = read_query(request, EventQuery)
        events = Event.objects.settled().narrowed(**query.filters)
        return listing(request, events.rows(), query, EventShape.of, ORDER)
