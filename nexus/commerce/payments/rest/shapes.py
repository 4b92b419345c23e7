from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.orders.models import number_of
from nexus.kernel.api.query import ListQuery


class PaidOrder(msgspec.Struct):
    """The order that a payment is for, and how far it has come."""

    id: UUID
    number: str
    status: str


class PaymentShape(msgspec.Struct):
    """A try to pay an order."""

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "order": {
            "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
            "number": "N-001000001",
            "status": "paid",
        },
        "provider": "sandbox",
        "status": "succeeded",
        "amount": "59.98",
        "refunded": "0.00",
        "currency": "USD",
        "next_action": None,
        "decline_reason": "",
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    order: PaidOrder
    provider: str
    status: str
    amount: Decimal
    refunded: Decimal
    currency: str
    next_action: dict[str, Any] | None
    decline_reason: str
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "PaymentShape":
        """Read a row of `Payment.objects.rows()`."""
        return cls(
            row["id"],
            PaidOrder(row["order_id"], number_of(row["order__serial"]), row["order__status"]),
            row["provider"],
            row["status"],
            row["amount"],
            row["refunded"],
            row["currency"],
            row["next_action"],
            row["decline_reason"],
            row["created_at"],
        )


class Taken(msgspec.Struct):
    """That a webhook was taken: now, or when it came the first time."""

    example: ClassVar[dict[str, Any]] = {"taken": True, "replayed": False}

    taken: bool
    replayed: bool


class PaymentQuery(ListQuery, kw_only=True):
    """How an order's payments are walked: the latest first."""
