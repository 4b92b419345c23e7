from typing import Literal

from nexus.commerce.orders.models.states import StatusFilter
from nexus.kernel.api.query import ByAge, ListQuery

# The model's choices once more: msgspec reads plain types only, not Django's enums.
StatusName = Literal[
    "pending_payment", "paid", "part_shipped", "shipped", "delivered", "cancelled", "refunded", "returned"
]


class OrderQuery(ListQuery, kw_only=True):
    """What a list of orders can be narrowed to; created_at is newest first."""

    status: StatusName | None = None
    ordering: ByAge = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ("placed_at", "id") if self.ordering == "oldest" else ("-placed_at", "-id")

    @property
    def filters(self) -> StatusFilter:
        """Give the filters as the QuerySet takes them."""
        return {"status": self.status}


class SalesQuery(OrderQuery, kw_only=True):
    """What a list of sales can be narrowed to; a sale is as old as its payment."""

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ("paid_at", "id") if self.ordering == "oldest" else ("-paid_at", "-id")
