from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Q, Sum
from django.db.models.functions import Cast, Coalesce

from nexus.commerce.ledger.models.balances import BALANCE, balance_expression
from nexus.kernel.kit.currencies import known_currency


class AccountKind(models.TextChoices):
    """Whose money lies in an account, seen from the site."""

    PROVIDER = "provider", "With a payment provider"
    SELLER = "seller", "Owed to a seller"
    COMMISSION = "commission", "Commission earned"
    TAX = "tax", "Tax owed"
    PROMOTIONS = "promotions", "Spent on the site's own coupons"
    BANK = "bank", "Paid out"
    ADJUSTMENTS = "adjustments", "Adjustments"


class AccountKey(NamedTuple):
    """What there is one account for: a seller's, a provider's or one of the site's own, in one currency."""

    kind: str
    currency: str
    seller_id: UUID | None = None
    provider: str = ""


_MANY = """
    unnest(%s::varchar[], %s::varchar[], %s::uuid[], %s::varchar[])
    AS wanted (kind, currency, seller_id, provider)
"""
# Sellers' accounts and the site's apart, as only so an index leads to each of them.
_FIND = f"""
    WITH wanted AS MATERIALIZED (SELECT * FROM {_MANY})
    SELECT account.id, wanted.* FROM wanted JOIN ledger_account AS account
      ON account.seller_id = wanted.seller_id AND account.kind = wanted.kind
     AND account.provider = wanted.provider AND account.currency = wanted.currency
    UNION ALL
    SELECT account.id, wanted.* FROM wanted JOIN ledger_account AS account
      ON account.seller_id IS NULL AND wanted.seller_id IS NULL AND account.kind = wanted.kind
     AND account.provider = wanted.provider AND account.currency = wanted.currency
"""  # noqa: S608 (nothing of a request is in it)
_OPEN = f"""
    INSERT INTO ledger_account (kind, currency, seller_id, provider) SELECT * FROM {_MANY}
    ON CONFLICT (kind, seller_id, provider, currency) DO NOTHING
"""  # noqa: S608
# What is owed to sellers, the most first; what was sold from a moment on isn't counted yet.
_OWED = f"""
    SELECT seller_id, owed FROM (
        SELECT ledger_account.seller_id, COALESCE((
            SELECT sum(entry.amount) FROM ledger_entry AS entry
            JOIN ledger_transaction AS posted ON posted.id = entry.transaction_id
            WHERE entry.account_id = ledger_account.id AND posted.kind = 'sale'
              AND entry.happened_at >= %(sold_before)s
        ), 0)::bigint - {BALANCE} AS owed
        FROM ledger_account WHERE kind = 'seller' AND currency = %(currency)s AND %(has_account)s = EXISTS (
            SELECT FROM ledger_payoutaccount AS paid_to WHERE paid_to.store_id = ledger_account.seller_id
        )
    ) AS account
    WHERE owed >= %(least)s ORDER BY owed DESC, seller_id LIMIT %(most)s
"""  # noqa: S608


class AccountQuerySet(models.QuerySet["Account"]):
    """Accounts, as postings and reports want them."""

    def ids_for(self, keys: Collection[AccountKey]) -> dict[AccountKey, int]:
        """Find accounts by what they are for; those that there aren't yet are opened."""
        # One order for all who open accounts at the same time, so that none waits for the other in a circle.
        wanted = sorted(set(keys), key=str)
        found = self._found(wanted)
        if missing := [key for key in wanted if key not in found]:
            with connection.cursor() as cursor:
                cursor.execute(_OPEN, _columns(missing))
            found |= self._found(missing)
        return found

    def of_seller(self, seller_id: UUID) -> AccountQuerySet:
        """Keep what is owed to a seller, an account a currency."""
        return self.filter(kind=AccountKind.SELLER, seller=seller_id)

    def locked_for_payout(self, currency: str) -> None:
        """Let no other batch take what is owed in a currency before this one has; sales go on."""
        sellers = self.filter(kind=AccountKind.SELLER, currency=currency).order_by("pk")
        list(sellers.select_for_update(no_key=True).values_list("pk"))

    def with_balance(self) -> AccountQuerySet:
        """Add what lies in each account, in smallest coins, as it is signed in the ledger."""
        return self.annotate(balance=balance_expression())

    def owed(self, account_id: int | None, before: datetime | None = None) -> int:
        """Give what is owed to the seller of an account, now or before a moment; on none, nothing is."""
        found = self.filter(pk=account_id or 0).annotate(balance=balance_expression(before))
        return -next(iter(found.values_list("balance", flat=True)), 0)

    def owed_by_seller(
        self,
        currency: str,
        *,
        least: int,
        most: int,
        sold_before: datetime | None = None,
        has_account: bool = True,
    ) -> dict[UUID, int]:
        """Give what is owed to those sellers who are owed the most in a currency: `least` coins or more each.

        has_account: of those who have a payout account, or of those who have none. most: how many sellers.
        Sales from `sold_before` on aren't counted yet; what was given back or paid out always is.
        """
        asked: dict[str, Any] = {
            "currency": currency,
            "least": least,
            "most": most,
            "has_account": has_account,
        }
        asked["sold_before"] = sold_before or "infinity"
        with connection.cursor() as cursor:
            cursor.execute(_OWED, asked)
            return dict(cursor.fetchall())

    def balances(self) -> models.QuerySet[Account, Any]:
        """Give plain rows of currencies and what lies in them."""
        summed: Any = self.with_balance().order_by("currency")
        rows: models.QuerySet[Account, Any] = summed.values("currency", "balance")
        return rows

    def trial_balance(self) -> models.QuerySet[Account, Any]:
        """Sum up each kind of account by currency (and provider): the sums of a currency come to nothing."""
        summed = self.annotate(lies_in_it=balance_expression()).order_by("currency", "kind", "provider")
        grouped: Any = summed.values("currency", "kind", "provider")
        total = Coalesce(Sum("lies_in_it"), 0)
        rows: models.QuerySet[Account, Any] = grouped.annotate(balance=Cast(total, models.BigIntegerField()))
        return rows

    def _found(self, keys: list[AccountKey]) -> dict[AccountKey, int]:
        with connection.cursor() as cursor:
            cursor.execute(_FIND, _columns(keys))
            return {AccountKey(*key): account for account, *key in cursor.fetchall()}


class Account(models.Model):
    """One account of the ledger. Entries are signed: positive is a debit, negative a credit."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=AccountKind.choices)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    provider = models.CharField(max_length=20, blank=True)
    currency = models.CharField(max_length=3, validators=[known_currency])

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "seller", "provider", "currency"],
                name="ledger_account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=AccountKind.values), name="ledger_account_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="seller", seller__isnull=False) | (~Q(kind="seller") & Q(seller=None)),
                name="ledger_account_of_a_seller",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.provider or self.seller_id or ''} {self.currency}"


def _columns(keys: list[AccountKey]) -> list[list[Any]]:
    return [
        [key.kind for key in keys],
        [key.currency for key in keys],
        [key.seller_id for key in keys],
        [key.provider for key in keys],
    ]
