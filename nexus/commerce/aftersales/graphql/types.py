from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON

from nexus.commerce.aftersales.graphql.choices import RefundStatus, ReturnStatus
from nexus.commerce.orders.graphql.types import OrderRef
from nexus.commerce.orders.models import number_of
from nexus.kernel.accounts.graphql.types import User, user_of

Row = Mapping[str, Any]


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


def refund_of(row: Row) -> Refund:
    """Show a row of refunds."""
    return Refund(
        id=row["id"],
        order=row["order_id"],
        part=row["part_id"],
        amount=row["amount"],
        shipping=row["shipping"],
        currency=row["currency"],
        status=row["status"],
        reason=row["reason"],
        lines=[RefundedLine(**line) for line in row["lines"]],
        created_at=row["created_at"],
    )


def refunds_of(rows: Sequence[Row]) -> list[Refund]:
    """Show rows of refunds."""
    return [refund_of(row) for row in rows]


def return_of(row: Row) -> Return:
    """Show a row of `Return.objects.rows()`."""
    return Return(
        id=row["id"],
        order=OrderRef(id=row["order_id"], number=number_of(row["serial"])),
        part=row["part_id"],
        customer=user_of(row["customer_id"], row["customer__username"]),
        seller=user_of(row["seller_id"], row["seller__username"]),
        status=row["status"],
        reason=row["reason"],
        answer=row["answer"],
        lines=[ReturnedLine(**line) for line in row["lines"]],
        refund=_refund_of_return(row),
        created_at=row["requested_at"],
        updated_at=row["updated_at"],
    )


def returns_of(rows: Sequence[Row]) -> list[Return]:
    """Show rows of `Return.objects.rows()`."""
    return [return_of(row) for row in rows]


def _refund_of_return(row: Row) -> ReturnRefund | None:
    if row["refund_id"] is None:
        return None
    return ReturnRefund(
        id=row["refund_id"],
        amount=row["refund__amount"],
        currency=row["currency"],
        status=row["refund__status"],
    )
