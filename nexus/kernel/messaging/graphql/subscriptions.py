from collections.abc import AsyncGenerator

import strawberry

from nexus.kernel.live.graphql.subscriptions import Told, updates_of


@strawberry.type
class ConversationUpdate(Told):
    """That something was written or read in a conversation, or a side was blocked."""

    conversation_id: strawberry.ID
    message_id: strawberry.ID | None = None
    sender_id: strawberry.ID | None = None
    reader_id: strawberry.ID | None = None
    by_id: strawberry.ID | None = None
    number: int | None = None


@strawberry.type
class Subscription:
    """What one may follow of conversations."""

    @strawberry.subscription
    def conversation(
        self, id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[ConversationUpdate, None]:
        """Follow a conversation that one takes part in."""
        return updates_of(ConversationUpdate, f"conversation:{id}", after)
