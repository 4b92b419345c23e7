from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from nexus.commerce.ledger.actions.looking import opening_and_closing
from nexus.commerce.ledger.graphql.choices import BatchStatus, PayoutStatus, TransactionKind
from nexus.commerce.ledger.models import Entry
from nexus.commerce.ledger.rest.shapes import StatementQuery
from nexus.kernel.accounts.graphql.types import User, user_of
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.fields import listed
from nexus.kernel.kit.money import from_minor


@strawberry.type
class Balance:
    """What is owed to a seller in one currency; below zero, the seller owes it."""

    currency: str
    balance: Decimal


@strawberry.type
class StatementLine:
    """A line of a seller's statement: above zero it was put to the balance, below zero taken from it."""

    id: strawberry.ID
    at: datetime
    kind: TransactionKind
    what: str
    amount: Decimal
    order_id: strawberry.ID | None
    reference: strawberry.ID
    reason: str


@strawberry.type
class Statement:
    """What moved on a seller's balance in one currency: opening and all lines sum to closing."""

    currency: str
    account_id: strawberry.Private[int | None]
    query: strawberry.Private[StatementQuery]

    @strawberry.field
    def opening_balance(self) -> Decimal:
        """The balance before the first day."""
        opening, _ = opening_and_closing(self.account_id, since=self.query.days["since"])
        return from_minor(opening, self.currency)

    @strawberry.field
    def closing_balance(self) -> Decimal:
        """The balance after the last day."""
        _, closing = opening_and_closing(self.account_id, until=self.query.days["until"])
        return from_minor(closing, self.currency)

    @listed(StatementLine)
    def lines(self) -> Listing[StatementLine]:
        """The movements, the newest first."""
        entries = Entry.objects.of_account(self.account_id).on_days(**self.query.days)
        return Listing(entries.rows(), self.query.order, lambda rows: [_line(row) for row in rows])


@strawberry.type
class Payout:
    """What a seller gets of what was owed to them."""

    id: strawberry.ID
    batch: strawberry.ID
    seller: User
    amount: Decimal
    currency: str
    status: PayoutStatus
    reason: str
    created_at: datetime
    updated_at: datetime


@strawberry.type
class PayoutBatch:
    """Payouts that go to the bank in one file; what failed, and who was left out, counts by itself."""

    id: strawberry.ID
    currency: str
    status: BatchStatus
    total: Decimal
    payouts: int
    failed: int
    skipped: int
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@strawberry.type
class PayoutSkip:
    """A seller whom a batch left out, and why; the money stays owed."""

    seller: User
    amount: Decimal
    currency: str
    reason: str


@strawberry.type
class Adjustment:
    """An adjustment of a seller's balance, as it was booked."""

    id: strawberry.ID
    seller: strawberry.ID
    amount: Decimal
    currency: str
    reason: str
    at: datetime


def skip_of(row: Mapping[str, Any]) -> PayoutSkip:
    """Show a row of `PayoutSkip.objects.rows()`."""
    currency = row["batch__currency"]
    return PayoutSkip(
        seller=user_of(row["seller_id"], row["seller__username"]),
        amount=from_minor(row["amount"], currency),
        currency=currency,
        reason=row["reason"],
    )


def payout_of(row: Mapping[str, Any]) -> Payout:
    """Show a row of `Payout.objects.rows()`."""
    return Payout(
        id=row["id"],
        batch=row["batch_id"],
        seller=user_of(row["seller_id"], row["seller__username"]),
        amount=from_minor(row["amount"], row["batch__currency"]),
        currency=row["batch__currency"],
        status=row["status"],
        reason=row["reason"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def _line(row: Mapping[str, Any]) -> StatementLine:
    return StatementLine(
        id=row["id"],
        at=row["happened_at"],
        kind=row["transaction__kind"],
        what=row["what"],
        amount=from_minor(row["owed"], row["account__currency"]),
        order_id=row["transaction__order_id"],
        reference=row["transaction__reference"],
        reason=row["transaction__reason"],
    )
