from datetime import datetime
from decimal import Decimal

import strawberry

from nexus.commerce.ledger.actions.looking import opening_and_closing
from nexus.commerce.ledger.graphql.choices import BatchStatus, PayoutStatus, TransactionKind
from nexus.commerce.ledger.models import Entry
from nexus.commerce.ledger.rest.shapes import StatementLine as StatementLineShape, StatementQuery
from nexus.kernel.accounts.graphql.types import User
from nexus.kernel.api.graphql.connections import Listing, each
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
    currency: str
    order: strawberry.ID | None
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
    def lines(self) -> Listing[StatementLineShape]:
        """The movements, the newest first."""
        entries = Entry.objects.of_account(self.account_id).on_days(**self.query.days)
        return Listing(entries.rows(), self.query.order, each(StatementLineShape.of))


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
