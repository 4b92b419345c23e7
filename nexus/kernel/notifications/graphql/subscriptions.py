from collections.abc import AsyncGenerator

import strawberry

from nexus.kernel.live.graphql.subscriptions import Told, updates_of


@strawberry.type
class NotificationUpdate(Told):
    """That a notification came, was read or taken away; without an id, that all were read."""

    notification_id: strawberry.ID | None = None
    kind: str | None = None


@strawberry.type
class Subscription:
    """What one may follow of notifications."""

    @strawberry.subscription
    def notifications(self, after: str | None = None) -> AsyncGenerator[NotificationUpdate, None]:
        """Follow one's own notifications."""
        return updates_of(NotificationUpdate, "notifications", after)
