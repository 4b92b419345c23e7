from collections.abc import AsyncGenerator

import strawberry

from nexus.jobs.applications.graphql.choices import ApplicationStatus
from nexus.kernel.live.graphql.subscriptions import Told, updates_of


@strawberry.type
class ApplicationUpdate(Told):
    """That an application came to another state."""

    application_id: strawberry.ID
    status: ApplicationStatus


@strawberry.type
class Subscription:
    """What one may follow of applications."""

    @strawberry.subscription
    def application(
        self, id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[ApplicationUpdate, None]:
        """Follow the state of an application that one has made or received."""
        return updates_of(ApplicationUpdate, f"application:{id}", after)
