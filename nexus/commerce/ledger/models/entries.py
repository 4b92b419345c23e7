from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone

from nexus.commerce.ledger.models.accounts import Account, AccountKey
from nexus.commerce.ledger.models.rows import LINES
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import from_minor, places


class TransactionKind(models.TextChoices):
    """What moved the money."""

    SALE = "sale", "Sale"
    REFUND = "refund", "Refund"
    PAYOUT = "payout", "Payout"
    PAYOUT_FAILED = "payout_failed", "Payout that came back"
    ADJUSTMENT = "adjustment", "Adjustment"


@dataclass(frozen=True)
class Side:
    """What a posting puts into one account: positive is a debit, in the currency's smallest coins."""

    account: AccountKey
    amount: int
    what: str


@dataclass(frozen=True)
class Posting:
    """A movement to be written; `reference` is the payment, refund or payout that it is written once for."""

    kind: TransactionKind
    reference: UUID
    sides: Sequence[Side]
    order_id: UUID | None = None
    actor_id: UUID | None = None
    reason: str = ""
    id: UUID = field(default_factory=new_id)


_TRANSACTIONS = """
    INSERT INTO ledger_transaction (id, kind, reference, order_id, actor_id, reason, happened_at)
    SELECT posted.*, %s FROM unnest(
        %s::uuid[], %s::varchar[], %s::uuid[], %s::uuid[], %s::uuid[], %s::varchar[]
    ) AS posted
    ON CONFLICT (kind, reference) DO NOTHING RETURNING id
"""
_ENTRIES = """
    INSERT INTO ledger_entry (transaction_id, account_id, amount, what, happened_at)
    SELECT side.*, %s FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::varchar[]) AS side
"""
_UNBALANCED = """
    SELECT transaction.id FROM ledger_transaction AS transaction
    LEFT JOIN ledger_entry AS entry ON entry.transaction_id = transaction.id
    LEFT JOIN ledger_account AS account ON account.id = entry.account_id
    GROUP BY transaction.id, account.currency
    HAVING count(entry.id) = 0 OR sum(entry.amount) <> 0
    LIMIT %s
"""


class TransactionQuerySet(models.QuerySet["Transaction"]):
    """Movements of money."""

    def post(self, postings: Sequence[Posting], *, at: datetime | None = None) -> set[UUID]:
        """Write movements, once by kind and reference: one INSERT for all and one for their entries.

        Gives the ids of those that were written now; what was posted before stays as it is.
        at: when they happened, else now; IntegrityError on a day that is closed.
        """
        now = at or timezone.now()
        ids = Account.objects.ids_for([side.account for posting in postings for side in posting.sides])
        with connection.cursor() as cursor:
            cursor.execute(_TRANSACTIONS, [now, *_transaction_columns(postings)])
            written = {row[0] for row in cursor.fetchall()}
            if written:
                new = [posting for posting in postings if posting.id in written]
                cursor.execute(_ENTRIES, [now, *_entry_columns(new, ids)])
        return written

    def unbalanced(self, limit: int = 100) -> list[UUID]:
        """List transactions without entries, or that don't sum to zero in a currency; there never is one."""
        with connection.cursor() as cursor:
            cursor.execute(_UNBALANCED, [limit])
            return [row[0] for row in cursor.fetchall()]


class Transaction(models.Model):
    """A movement of money whose entries sum to zero; the database refuses any other at the commit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=13, choices=TransactionKind.choices)
    reference = models.UUIDField(help_text="The payment, refund or payout behind it.")
    order_id = models.UUIDField(null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Who adjusted; none where it follows from a sale, a refund or a payout.",
    )
    reason = models.CharField(max_length=200, blank=True)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TransactionQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="ledger_transaction_once"),
            models.CheckConstraint(
                condition=Q(kind__in=TransactionKind.values), name="ledger_transaction_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["happened_at", "id"], name="ledger_transaction_by_age"),
            models.Index(
                fields=["order_id"], condition=Q(order_id__isnull=False), name="ledger_transaction_of_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class EntryFilters(TypedDict, total=False):
    """What a statement covers: whole days in UTC, the last one included; None leaves it open."""

    since: date | None
    until: date | None


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries, as statements want them."""

    def of_account(self, account_id: int | None) -> EntryQuerySet:
        """Keep what moved on one account, by its id so that its index is walked; on none, nothing did."""
        return self.filter(account=account_id or 0)

    def on_days(self, **days: Unpack[EntryFilters]) -> EntryQuerySet:
        """Keep what happened on these days."""
        since, until = days.get("since"), days.get("until")
        narrowed = self.filter(happened_at__gte=beginning_of(since)) if since else self
        return narrowed.filter(happened_at__lt=beginning_of(until, 1)) if until else narrowed

    def rows(self) -> models.QuerySet[Entry, Any]:
        """Give plain rows with what a statement shows; `owed` is signed as the seller sees it."""
        return LINES.of(self)


class Entry(models.Model):
    """One side of a transaction, in the currency's smallest coins."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="entries", db_index=False)
    amount = models.BigIntegerField()
    what = models.CharField(
        max_length=12, help_text="goods, shipping, discount, commission, tax, payment, payout, adjustment"
    )
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_entry_moves_something")]
        indexes = [
            models.Index(
                fields=["account", "happened_at", "id"], include=["amount"], name="ledger_entry_of_account"
            ),
            models.Index(fields=["transaction", "id"], name="ledger_entry_of_transaction"),
            # Rows come in the order of time: a day of them is found by a handful of pages' bounds.
            BrinIndex(
                fields=["happened_at"], autosummarize=True, pages_per_range=32, name="ledger_entry_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked} as {self.what}"

    @property
    def booked(self) -> str:
        """Its amount with its sign, as people read it."""
        currency = self.account.currency
        return f"{from_minor(self.amount, currency):+,.{places(currency)}f} {currency}"


def beginning_of(day: date, days_later: int = 0) -> datetime:
    """Give the midnight (UTC) that a day begins with, or one so many days later."""
    return datetime.combine(day + timedelta(days=days_later), time(), UTC)


def _transaction_columns(postings: Sequence[Posting]) -> list[list[Any]]:
    names = ("id", "kind", "reference", "order_id", "actor_id", "reason")
    return [[getattr(posting, name) for posting in postings] for name in names]


def _entry_columns(postings: Sequence[Posting], ids: dict[AccountKey, int]) -> list[list[Any]]:
    sides = [(posting.id, side) for posting in postings for side in posting.sides]
    return [
        [transaction for transaction, _ in sides],
        [ids[side.account] for _, side in sides],
        [side.amount for _, side in sides],
        [side.what for _, side in sides],
    ]
