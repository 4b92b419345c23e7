from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.orders.models import OrderStatus, number_of
from nexus.commerce.payments.models import PaymentStatus

strawberry.enum(PaymentStatus, description=PaymentStatus.__doc__)


@strawberry.type
class PaidOrder:
    """The order that a payment is for, and how far it has come."""

    id: strawberry.ID
    number: str
    status: OrderStatus


@strawberry.type
class Payment:
    """A try to pay an order."""

    id: strawberry.ID
    order: PaidOrder
    provider: str
    status: PaymentStatus
    amount: Decimal
    refunded: Decimal
    currency: str
    next_action: JSON | None
    decline_reason: str
    created_at: datetime


def payment_of(row: Mapping[str, Any]) -> Payment:
    """Show a row of `Payment.objects.rows()`."""
    return Payment(
        id=row["id"],
        order=PaidOrder(
            id=row["order_id"], number=number_of(row["order__serial"]), status=row["order__status"]
        ),
        provider=row["provider"],
        status=row["status"],
        amount=row["amount"],
        refunded=row["refunded"],
        currency=row["currency"],
        next_action=row["next_action"],
        decline_reason=row["decline_reason"],
        created_at=row["created_at"],
    )
