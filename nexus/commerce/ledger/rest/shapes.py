from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

import msgspec

from nexus.commerce.ledger.models.entries import EntryFilters, Transaction
from nexus.commerce.ledger.models.payouts import PayoutFilters
from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import BY_AGE, ByAge, Currency, ListQuery, check_days
from nexus.kernel.kit.money import from_minor

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_AT = "2026-11-21T09:30:00Z"

SellerId = Annotated[UUID, msgspec.Meta(extra={"words": "a seller's id"})]
PayoutName = Literal["pending", "sent", "paid", "failed"]


class BalanceShape(msgspec.Struct):
    """What is owed to a seller in one currency; below zero, the seller owes it."""

    example: ClassVar[dict[str, Any]] = {"currency": "USD", "balance": "180.00"}

    currency: str
    balance: Decimal

    @classmethod
    def of(cls, row: dict[str, Any]) -> "BalanceShape":
        """Read a row of `Account.objects.balances()`: what is owed is a credit there."""
        return cls(row["currency"], from_minor(-row["balance"], row["currency"]))


class StatementLine(msgspec.Struct):
    """A line of a seller's statement: above zero it was put to the balance, below zero taken from it."""

    example: ClassVar[dict[str, Any]] = {
        "id": 1,
        "at": _AT,
        "kind": "sale",
        "what": "goods",
        "amount": "200.00",
        "currency": "USD",
        "order": _ID,
        "reference": _ID,
        "reason": "",
    }

    id: int
    at: datetime
    kind: str
    what: str
    amount: Decimal
    currency: str
    order: UUID | None
    reference: UUID
    reason: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "StatementLine":
        """Read a row of `Entry.objects.rows()`."""
        return cls(
            row["id"],
            row["happened_at"],
            row["transaction__kind"],
            row["what"],
            from_minor(row["owed"], row["account__currency"]),
            row["account__currency"],
            row["transaction__order_id"],
            row["transaction__reference"],
            row["transaction__reason"],
        )


class StatementSums(msgspec.Struct):
    """Between which balances a statement's lines lie."""

    example: ClassVar[dict[str, Any]] = {
        "currency": "USD",
        "opening_balance": "0.00",
        "closing_balance": "200.00",
    }

    currency: str
    opening_balance: Decimal
    closing_balance: Decimal


class AdjustmentShape(msgspec.Struct):
    """An adjustment, as it was booked."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "seller": _ID,
        "amount": "-12.50",
        "currency": "USD",
        "reason": "Damage in our warehouse, agreed by phone.",
        "at": _AT,
    }

    id: UUID
    seller: UUID
    amount: Decimal
    currency: str
    reason: str
    at: datetime

    @classmethod
    def of(cls, booked: Transaction, seller: UUID, amount: Decimal, currency: str) -> "AdjustmentShape":
        """Show what was booked for a seller."""
        exact = amount.quantize(Decimal("0.01"))
        return cls(booked.pk, seller, exact, currency, booked.reason, booked.happened_at)


class PayoutShape(msgspec.Struct):
    """What a seller gets of what was owed to them."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "batch": _ID,
        "seller": {"id": _ID, "username": "nora"},
        "amount": "180.00",
        "currency": "USD",
        "status": "sent",
        "reason": "",
        "created_at": _AT,
        "updated_at": _AT,
    }

    id: UUID
    batch: UUID
    seller: UserRef
    amount: Decimal
    currency: str
    status: str
    reason: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "PayoutShape":
        """Read a row of `Payout.objects.rows()`."""
        return cls(
            row["id"],
            row["batch_id"],
            UserRef(row["seller_id"], row["seller__username"]),
            from_minor(row["amount"], row["batch__currency"]),
            row["batch__currency"],
            row["status"],
            row["reason"],
            row["created_at"],
            row["updated_at"],
        )


class BatchShape(msgspec.Struct):
    """Payouts that go to the bank in one file; what failed, and who was left out, counts by itself."""

    example: ClassVar[dict[str, Any]] = {
        "id": _ID,
        "currency": "USD",
        "status": "draft",
        "total": "180.00",
        "payouts": 1,
        "failed": 0,
        "skipped": 0,
        "created_at": _AT,
        "sent_at": None,
        "settled_at": None,
    }

    id: UUID
    currency: str
    status: str
    total: Decimal
    payouts: int
    failed: int
    skipped: int
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "BatchShape":
        """Read a row of `PayoutBatch.objects.rows()`."""
        total = from_minor(row["total"], row["currency"])
        counts = (row["payouts_count"], row["failed_count"], row["skipped_count"])
        times = (row["created_at"], row["sent_at"], row["settled_at"])
        return cls(row["id"], row["currency"], row["status"], total, *counts, *times)


class SkipShape(msgspec.Struct):
    """A seller whom a batch left out, and why; the money stays owed."""

    example: ClassVar[dict[str, Any]] = {
        "seller": {"id": _ID, "username": "nora"},
        "amount": "180.00",
        "currency": "USD",
        "reason": "The seller has set no payout account.",
    }

    seller: UserRef
    amount: Decimal
    currency: str
    reason: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "SkipShape":
        """Read a row of `PayoutSkip.objects.rows()`."""
        seller = UserRef(row["seller_id"], row["seller__username"])
        currency = row["batch__currency"]
        return cls(seller, from_minor(row["amount"], currency), currency, row["reason"])


class SellerQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Whose money: one's own, unless a seller is named whose store one manages."""

    seller: SellerId | None = None


class StatementQuery(ListQuery, kw_only=True):
    """Whose statement, in which currency, over which days (UTC, both included); the newest line is first."""

    seller: SellerId | None = None
    currency: Currency | None = None
    since: date | None = None
    until: date | None = None

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ("-happened_at", "-id")

    @property
    def days(self) -> EntryFilters:
        """Give the days as the QuerySet takes them; ValidationFailed where they are no span."""
        check_days(self.since, self.until)
        return {"since": self.since, "until": self.until}


class PayoutQuery(ListQuery, kw_only=True):
    """What a list of payouts can be narrowed to and ordered by."""

    status: PayoutName | None = None
    seller: SellerId | None = None
    batch: UUID | None = None
    ordering: ByAge = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return BY_AGE[self.ordering]

    @property
    def filters(self) -> PayoutFilters:
        """Give the filters as the QuerySet takes them."""
        return {"status": self.status, "seller": self.seller, "batch": self.batch}


class BatchQuery(ListQuery, kw_only=True):
    """How batches are ordered."""

    ordering: ByAge = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return BY_AGE[self.ordering]
