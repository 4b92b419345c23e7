import strawberry
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.notifications import actions
from nexus.kernel.notifications.graphql.types import (
    Notification,
    NotificationCounts,
    NotificationPreference,
)
from nexus.kernel.notifications.kinds import Frequency
from nexus.kernel.notifications.models import Notification as NotificationModel
from nexus.kernel.notifications.rest.serializers import PreferencesInput, ReadInput
from nexus.kernel.notifications.rest.shapes import NotificationQuery, NotificationShape, PreferenceShape


@strawberry.input
class NotificationFilter:
    """What the list of notifications can be narrowed to."""

    unread: bool | None = UNSET
    kind: str | None = UNSET


@strawberry.input
class NotificationPreferenceInput:
    """How one wants to be told of a kind; a channel that isn't named stays as it is."""

    kind: str
    in_app: bool | None = UNSET
    live: bool | None = UNSET
    email: Frequency | None = UNSET


@strawberry.input
class NotificationPreferencesInput:
    """How one wants to be told of some kinds."""

    preferences: list[NotificationPreferenceInput]


@strawberry.input
class NotificationsReadInput:
    """Up to which notification all were read; none: all there are."""

    up_to: strawberry.ID | None = UNSET


@strawberry.type
class Query:
    """What one may ask of one's notifications."""

    @listed(Notification)
    def notifications(
        self, info: Info, filter: NotificationFilter | None = UNSET
    ) -> Listing[NotificationShape]:
        """What one was told: what happened last comes first."""
        require(info.context.actor, "notifications.list_own")
        query = read_narrowing(NotificationQuery, filter)
        own = NotificationModel.objects.visible_to(info.context.actor)
        return Listing(own.narrowed(**query.filters).rows(), query.order, each(NotificationShape.of))

    @strawberry.field
    def notification_counts(self, info: Info) -> NotificationCounts:
        """How many one has yet to read."""
        require(info.context.actor, "notifications.list_own")
        return _counts(info.context.actor)

    @shown_as(list[NotificationPreference])
    def notification_preferences(self, info: Info) -> list[PreferenceShape]:
        """How one is told of every kind."""
        return _preferences(info.context.actor)


@strawberry.type
class Mutation:
    """What one may do with one's notifications."""

    @mutation(NotificationCounts)
    def read_notification(self, info: Info, id: strawberry.ID) -> NotificationCounts:
        """Note that a notification was read."""
        actions.read_notification(info.context.actor, uuid_of(id))
        return _counts(info.context.actor)

    @mutation(NotificationCounts)
    def read_notifications(
        self, info: Info, input: NotificationsReadInput | None = UNSET
    ) -> NotificationCounts:
        """Note that all were read, or one and those that the list shows below it."""
        said = read_input(ReadInput, input or NotificationsReadInput())
        actions.read_notifications(info.context.actor, **said)
        return _counts(info.context.actor)

    @mutation(strawberry.ID)
    def delete_notification(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Take a notification away, for good."""
        actions.delete_notification(info.context.actor, uuid_of(id))
        return id

    @mutation(list[NotificationPreference])
    def set_notification_preferences(
        self, info: Info, input: NotificationPreferencesInput
    ) -> list[PreferenceShape]:
        """Say how one wants to be told of some kinds; the others stay as they are."""
        actions.set_preferences(info.context.actor, read_input(PreferencesInput, input)["preferences"])
        return _preferences(info.context.actor)


def _preferences(actor: Actor) -> list[PreferenceShape]:
    return [PreferenceShape.of(one) for one in actions.preferences_of(actor)]


def _counts(actor: Actor) -> NotificationCounts:
    return NotificationCounts(unread=NotificationModel.objects.visible_to(actor).unread().count())
