from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.audit.actions import history_of
from nexus.kernel.audit.models import Change, SecurityEvent
from nexus.kernel.audit.rest.shapes import (
    ORDER,
    ChangeQuery,
    ChangeShape,
    HistoryQuery,
    SecurityEventQuery,
    SecurityEventShape,
)


class SecurityEventList(ApiView):
    """What concerns who may come in."""

    @operation(
        "List security events",
        who="signed in",
        answer=SecurityEventShape,
        many=True,
        query=SecurityEventQuery,
        description="Sign-ins and refusals, sign-outs, changes of roles, address and password: of the own "
        "account; an administrator sees everybody's. The newest first.",
    )
    def get(self, request: Request) -> Response:
        """List security events."""
        require(self.actor, "audit.list_security_events")
        query = read_query(request, SecurityEventQuery)
        events = SecurityEvent.objects.visible_to(self.actor).narrowed(**query.filters)
        return listing(request, events.rows(), query, SecurityEventShape.of, ORDER)


class ChangeList(ApiView):
    """What was changed, anywhere."""

    @operation(
        "List all changes",
        who="admin",
        answer=ChangeShape,
        many=True,
        query=ChangeQuery,
        description="The newest first. `kind` and `id` name a thing, such as `product`; its parts are shown "
        "with it.",
    )
    def get(self, request: Request) -> Response:
        """List all changes."""
        require(self.actor, "audit.list_changes")
        query = read_query(request, ChangeQuery)
        changes = Change.objects.narrowed(**query.filters)
        return listing(request, changes.rows(), query, ChangeShape.of, ORDER)


class ThingHistory(ApiView):
    """What was changed of one thing."""

    @operation(
        "Show the history of a thing",
        who="its owner, admin",
        answer=ChangeShape,
        many=True,
        query=HistoryQuery,
        errors=[NotFound],
        description="`kind`: `product`, `job`, `store`, `coupon`, `shipping_method`, `webhook` or `user`. "
        "The newest first; say why in the `Change-Reason` header of a request that changes something.",
    )
    def get(self, request: Request, kind: str, thing_id: str) -> Response:
        """Show the history of a thing."""
        query = read_query(request, HistoryQuery)
        return listing(request, history_of(self.actor, kind, thing_id).rows(), query, ChangeShape.of, ORDER)
