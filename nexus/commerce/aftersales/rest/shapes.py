from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec

from nexus.commerce.aftersales.models.returns import ReturnFilters
from nexus.commerce.orders.models import number_of
from nexus.commerce.orders.rest.sales import OrderRef
from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import ByAge, ListQuery

Row = dict[str, Any]
OrderId = Annotated[UUID, msgspec.Meta(extra={"words": "an order's id"})]
# The model's choices once more: msgspec reads plain types only, not Django's enums.
StatusName = Literal["requested", "approved", "rejected", "received", "cancelled"]

_THING: Row = {
    "line": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e14",
    "name": "Linen Shirt",
    "sku": "SHIRT-M",
    "options": {"Size": "M"},
    "quantity": 1,
}
_ORDER, _PART = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11", "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e12"
_REFUND = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e15"


class RefundedLine(msgspec.Struct):
    """What of a line was refunded; a quantity of 0 is money only."""

    line: UUID
    name: str
    sku: str
    options: dict[str, str]
    quantity: int
    amount: Decimal


class RefundShape(msgspec.Struct):
    """Money that goes back to a customer; `processing` until the payment's provider has answered."""

    example: ClassVar[Row] = {
        "id": _REFUND,
        "order": _ORDER,
        "part": _PART,
        "amount": "54.80",
        "shipping": "4.90",
        "currency": "EUR",
        "status": "succeeded",
        "reason": "Sent too late.",
        "lines": [_THING | {"amount": "49.90"}],
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    order: UUID
    part: UUID
    amount: Decimal
    shipping: Decimal
    currency: str
    status: str
    reason: str
    lines: list[RefundedLine]
    created_at: datetime

    @classmethod
    def of(cls, row: Row) -> "RefundShape":
        """Read a row of refunds."""
        return cls(
            row["id"],
            row["order_id"],
            row["part_id"],
            row["amount"],
            row["shipping"],
            row["currency"],
            row["status"],
            row["reason"],
            msgspec.convert(row["lines"], list[RefundedLine]),
            row["created_at"],
        )


class RefundQuery(ListQuery, kw_only=True):
    """Refunds come newest first."""

    order: ClassVar[tuple[str, str]] = ("-created_at", "-id")


class ReturnedLine(msgspec.Struct):
    """So many of a line that come back, and whether they can be sold again."""

    line: UUID
    name: str
    sku: str
    options: dict[str, str]
    quantity: int
    is_restocked: bool


class ReturnRefund(msgspec.Struct):
    """What was refunded for a return."""

    id: UUID
    amount: Decimal
    currency: str
    status: str


class ReturnShape(msgspec.Struct):
    """A customer's wish to give things back, and what became of it."""

    example: ClassVar[Row] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e16",
        "order": {"id": _ORDER, "number": "N-001000001"},
        "part": _PART,
        "customer": {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e17", "username": "ada"},
        "seller": {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "nexus_outfitters"},
        "status": "received",
        "reason": "It is too small.",
        "answer": "Send it to: Nexus Outfitters, Ufer 1, 10115 Berlin.",
        "lines": [_THING | {"is_restocked": True}],
        "refund": {"id": _REFUND, "amount": "49.90", "currency": "EUR", "status": "succeeded"},
        "created_at": "2026-11-21T09:30:00Z",
        "updated_at": "2026-11-28T10:00:00Z",
    }

    id: UUID
    order: OrderRef
    part: UUID
    customer: UserRef
    seller: UserRef
    status: str
    reason: str
    answer: str
    lines: list[ReturnedLine]
    refund: ReturnRefund | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: Row) -> "ReturnShape":
        """Read a row of `Return.objects.rows()`."""
        return cls(
            id=row["id"],
            order=OrderRef(row["order_id"], number_of(row["serial"])),
            part=row["part_id"],
            customer=UserRef(row["customer_id"], row["customer__username"]),
            seller=UserRef(row["seller_id"], row["seller__username"]),
            status=row["status"],
            reason=row["reason"],
            answer=row["answer"],
            lines=[ReturnedLine(**line) for line in row["lines"]],
            refund=_refund_of(row),
            created_at=row["requested_at"],
            updated_at=row["updated_at"],
        )


def _refund_of(row: Row) -> ReturnRefund | None:
    if row["refund_id"] is None:
        return None
    return ReturnRefund(row["refund_id"], row["refund__amount"], row["currency"], row["refund__status"])


class ReturnQuery(ListQuery, kw_only=True):
    """What a list of returns can be narrowed to and ordered by; created_at is newest first."""

    status: StatusName | None = None
    of_order: OrderId | None = msgspec.field(default=None, name="order")
    ordering: ByAge = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ("requested_at", "id") if self.ordering == "oldest" else ("-requested_at", "-id")

    @property
    def filters(self) -> ReturnFilters:
        """Give the filters as the QuerySet takes them."""
        return {"status": self.status, "order": self.of_order}
