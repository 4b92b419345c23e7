from datetime import date, datetime
from decimal import Decimal

import strawberry
from strawberry import UNSET

from nexus.commerce.ledger.graphql.choices import PayoutStatus


@strawberry.input
class StatementFilter:
    """Whose statement, in which currency, over which days (UTC, both included)."""

    seller: strawberry.ID | None = strawberry.field(
        default=UNSET, description="A seller's id; else one's own."
    )
    currency: str | None = strawberry.field(default=UNSET, description="An ISO 4217 code.")
    since: date | None = UNSET
    until: date | None = UNSET


@strawberry.input
class PayoutFilter:
    """What the payouts can be narrowed to."""

    seller: strawberry.ID | None = strawberry.field(default=UNSET, description="A seller's id.")
    status: PayoutStatus | None = UNSET
    batch: strawberry.ID | None = UNSET


@strawberry.input
class AdjustmentInput:
    """What an administrator gives a seller (above zero) or takes (below), and why."""

    seller: strawberry.ID
    amount: Decimal
    currency: str
    reason: str


@strawberry.input
class PayoutBatchInput:
    """Whose money goes out: all who are owed the minimum or more in a currency."""

    currency: str
    minimum: Decimal | None = strawberry.field(
        default=UNSET, description="Who is owed less waits for the next batch."
    )
    sold_before: datetime | None = strawberry.field(
        default=UNSET,
        description="Sales from then on stay in the balance, since they may still be returned.",
    )


@strawberry.input
class PayoutFailureInput:
    """Why a payout didn't arrive."""

    reason: str
