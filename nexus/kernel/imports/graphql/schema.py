from collections.abc import AsyncGenerator

import strawberry

from nexus.kernel.live.graphql.subscriptions import Told, updates_of


@strawberry.type
class ImportUpdate(Told):
    """How far an import has come: started, progressed, finished or failed."""

    import_id: strawberry.ID
    kind: str
    state: str
    done: float
    total: float


@strawberry.type
class Subscription:
    """What one may follow of imports."""

    @strawberry.subscription
    def import_progress(
        self, id: strawberry.ID | None = None, after: str | None = None
    ) -> AsyncGenerator[ImportUpdate, None]:
        """Follow one of one's imports, or without an id all of them."""
        return updates_of(ImportUpdate, "imports" if id is None else f"import:{id}", after)
