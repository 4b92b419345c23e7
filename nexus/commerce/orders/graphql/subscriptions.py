from collections.abc import AsyncGenerator

import strawberry

from nexus.commerce.orders.models import OrderStatus
from nexus.kernel.live.graphql.subscriptions import Told, updates_of


@strawberry.type
class OrderUpdate(Told):
    """That an order came further."""

    order_id: strawberry.ID
    status: OrderStatus | None = strawberry.field(
        description="The state that it came to, where the whole of it did."
    )


@strawberry.type
class Subscription:
    """What one may follow of orders."""

    @strawberry.subscription
    def order(self, id: strawberry.ID, after: str | None = None) -> AsyncGenerator[OrderUpdate, None]:
        """Follow the state of an order that one has bought, or sells a part of."""
        return updates_of(OrderUpdate, f"order:{id}", after)
