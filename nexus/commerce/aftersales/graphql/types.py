from datetime import datetime
from decimal import Decimal

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.aftersales.graphql.choices import RefundStatus, ReturnStatus
from nexus.commerce.orders.graphql.types import OrderRef
from nexus.kernel.accounts.graphql.types import User


@strawberry.type
class RefundedLine:
    """What of a line was refunded; a quantity of 0 is money only."""

    line: strawberry.ID
    name: str
    sku: str
    options: JSON
    quantity: int
    amount: Decimal


@strawberry.type
class Refund:
    """Money that goes back to a customer; PROCESSING until the payment's provider has answered."""

    id: strawberry.ID
    order: strawberry.ID
    part: strawberry.ID
    amount: Decimal
    shipping: Decimal
    currency: str
    status: RefundStatus
    reason: str
    lines: list[RefundedLine]
    created_at: datetime


@strawberry.type
class ReturnedLine:
    """So many of a line that come back, and whether they can be sold again."""

    line: strawberry.ID
    name: str
    sku: str
    options: JSON
    quantity: int
    is_restocked: bool


@strawberry.type
class ReturnRefund:
    """What was refunded for a return."""

    id: strawberry.ID
    amount: Decimal
    currency: str
    status: RefundStatus


@strawberry.type
class Return:
    """A customer's wish to give things back, and what became of it."""

    id: strawberry.ID
    order: OrderRef
    part: strawberry.ID
    customer: User
    seller: User
    status: ReturnStatus
    reason: str
    answer: str
    lines: list[ReturnedLine]
    refund: ReturnRefund | None
    created_at: datetime
    updated_at: datetime
