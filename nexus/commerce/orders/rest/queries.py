from datetime import date, timedelta
from typing import Literal

import msgspec
from django.utils import timezone

from nexus.commerce.orders.models.states import StatusFilter
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.query import ListQuery

# The model's choices once more: msgspec reads plain types only, not Django's enums.
StatusName = Literal[
    "pending_payment", "paid", "part_shipped", "shipped", "delivered", "cancelled", "refunded", "returned"
]
Ordering = Literal["created_at", "-created_at", "oldest"]

LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)


class OrderQuery(ListQuery, kw_only=True):
    """What a list of orders can be narrowed to; created_at is newest first."""

    status: StatusName | None = None
    ordering: Ordering = "created_at"

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


class FiguresQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """From which day to which, both counted in; without them, the last 30 days."""

    since: date | None = None
    until: date | None = None

    @property
    def span(self) -> tuple[date, date]:
        """Give the first day and the last; ValidationFailed where it is none, or more than a year."""
        until = self.until or (self.since + _USUAL if self.since else timezone.now().date())
        since = self.since or until - _USUAL
        if since > until:
            raise ValidationFailed(details={"since": ["This is after `until`."]})
        if until - since > LONGEST:
            raise ValidationFailed(details={"since": [f"Ask for {LONGEST.days} days at most."]})
        return since, until
