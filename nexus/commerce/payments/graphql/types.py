from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.orders.models import OrderStatus
from nexus.commerce.payments.models import PaymentStatus

strawberry.enum(PaymentStatus)


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
