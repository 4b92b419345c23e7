from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import require
from nexus.kernel.api.answers import gone, ok
from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.notifications import actions
from nexus.kernel.notifications.models import Notification
from nexus.kernel.notifications.rest.serializers import PreferencesInput, ReadInput
from nexus.kernel.notifications.rest.shapes import (
    CountsShape,
    NotificationQuery,
    NotificationShape,
    PreferenceShape,
    PreferencesShape,
)


class NotificationView(ApiView):
    """Something about one's own notifications."""

    def counts(self) -> CountsShape:
        """Count what one has yet to read."""
        return CountsShape(Notification.objects.visible_to(self.actor).unread().count())


class NotificationList(NotificationView):
    """What one was told."""

    @operation(
        "List one's notifications",
        who="signed in",
        answer=NotificationShape,
        many=True,
        query=NotificationQuery,
        description="What happened last comes first. `unread=true` leaves out what was read.",
    )
    def get(self, request: Request) -> Response:
        """List what one was told."""
        require(self.actor, "notifications.list_own")
        query = read_query(request, NotificationQuery)
        rows = Notification.objects.visible_to(self.actor).narrowed(**query.filters).rows()
        return listing(request, rows, query, NotificationShape.of, query.order)


class NotificationCounts(NotificationView):
    """How much there is to read."""

    @operation("Count one's unread notifications", who="signed in", answer=CountsShape)
    def get(self, request: Request) -> Response:
        """Count what one has yet to read."""
        require(self.actor, "notifications.list_own")
        return ok(self.counts())


class NotificationDetail(NotificationView):
    """One notification."""

    @operation("Delete a notification", who="its account", status=204, errors=[NotFound])
    def delete(self, request: Request, notification_id: UUID) -> Response:
        """Take a notification away."""
        actions.delete_notification(self.actor, notification_id)
        return gone()


class NotificationRead(NotificationView):
    """A notification that was read."""

    @operation(
        "Mark a notification as read",
        who="its account",
        answer=CountsShape,
        errors=[NotFound],
        description="Answers how many are left unread.",
    )
    def post(self, request: Request, notification_id: UUID) -> Response:
        """Note that a notification was read."""
        actions.read_notification(self.actor, notification_id)
        return ok(self.counts(), "Read")


class NotificationsRead(NotificationView):
    """All notifications, read."""

    @operation(
        "Mark all notifications as read",
        who="signed in",
        answer=CountsShape,
        body=ReadInput,
        errors=[NotFound],
        description="All, or with `up_to` that one and those that the list shows below it: what came since "
        "the list was loaded stays unread. Answers how many are left.",
    )
    def post(self, request: Request) -> Response:
        """Note that all were read."""
        actions.read_notifications(self.actor, **self.read_body(ReadInput))
        return ok(self.counts(), "Read")


class Preferences(NotificationView):
    """How one is told of things."""

    @operation("Show one's notification preferences", who="signed in", answer=PreferencesShape)
    def get(self, request: Request) -> Response:
        """Show how one is told of every kind."""
        return ok(self._shown())

    @operation(
        "Set one's notification preferences",
        who="signed in",
        answer=PreferencesShape,
        body=PreferencesInput,
        description="Kinds and channels that aren't named stay as they are. `in_app`: whether the list shows "
        "it; `live`: whether open sockets hear of it; `email`: `immediately`, in a `daily` or "
        "`weekly` summary, or `never`.",
    )
    def put(self, request: Request) -> Response:
        """Say how one wants to be told of some kinds."""
        actions.set_preferences(self.actor, self.read_body(PreferencesInput)["preferences"])
        return ok(self._shown(), "Preferences saved")

    def _shown(self) -> PreferencesShape:
        return PreferencesShape([PreferenceShape.of(one) for one in actions.preferences_of(self.actor)])
