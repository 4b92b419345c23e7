from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from nexus.commerce.ledger.models.accounts import Account

# Bookings hold this lock of the database together until they commit, and a closing holds it alone; the
# trigger that refuses late entries names it too (migration 0002).
BOOKING_LOCK: Final = 7_116_232_815
_WAIT: Final = "SET LOCAL lock_timeout = '1s'"
_ALONE: Final = f"SELECT pg_advisory_xact_lock({BOOKING_LOCK})"

_OPEN_SINCE = """
    SELECT COALESCE((SELECT max(until) FROM ledger_closing), (SELECT min(happened_at) FROM ledger_entry))
"""
_KEEP = """
    INSERT INTO ledger_total (account_id, until, balance, entries)
    SELECT moved.account_id, %(until)s, moved.amount + COALESCE(before.balance, 0),
           moved.entries + COALESCE(before.entries, 0)
    FROM (
        SELECT account_id, sum(amount) AS amount, count(*) AS entries FROM ledger_entry
        WHERE happened_at >= %(since)s AND happened_at < %(until)s GROUP BY account_id
    ) AS moved
    LEFT JOIN LATERAL (
        SELECT balance, entries FROM ledger_total
        WHERE account_id = moved.account_id ORDER BY until DESC LIMIT 1
    ) AS before ON true
"""
# Summed up anew from the first entry on: what is kept that isn't so, and what isn't kept and should be.
_WRONG = """
    WITH summed AS (
        SELECT account_id, until,
               sum(sum(amount)) OVER running AS balance, sum(count(*)) OVER running AS entries
        FROM ledger_entry AS entry, LATERAL (
            SELECT until FROM ledger_closing WHERE until > entry.happened_at ORDER BY until LIMIT 1
        ) AS closing
        GROUP BY account_id, until
        WINDOW running AS (PARTITION BY account_id ORDER BY until)
    )
    SELECT account_id, until, kept.balance, summed.balance
    FROM summed FULL JOIN ledger_total AS kept USING (account_id, until)
    WHERE (kept.balance, kept.entries) IS DISTINCT FROM (summed.balance, summed.entries)
    ORDER BY until, account_id LIMIT %s
"""


class Difference(NamedTuple):
    """A kept total that isn't what the entries come to; None where one of the two isn't there."""

    account_id: int
    until: datetime
    kept: int | None
    summed: int | None


class ClosingQuerySet(models.QuerySet["Closing"]):
    """Days that take no more entries."""

    def open_since(self) -> datetime | None:
        """Tell from when on the books are open: the last closing, else the first entry, else None."""
        with connection.cursor() as cursor:
            cursor.execute(_OPEN_SINCE)
            found: datetime | None = cursor.fetchone()[0]
        return found

    @transaction.atomic
    def close_until(self, since: datetime, until: datetime) -> int:
        """Let nothing be booked before a moment any more, and keep what lies in each account that moved.

        since: up to when it was closed before. Bookings wait while the days in between are summed up, and
        this waits for those under way; OperationalError where one of them takes longer than a second.
        """
        with connection.cursor() as cursor:
            cursor.execute(_WAIT)
            cursor.execute(_ALONE)
            if self.filter(until__gte=until).exists():
                return 0  # another was quicker
            self.create(until=until)
            cursor.execute(_KEEP, {"since": since, "until": until})
            return int(cursor.rowcount)


class Closing(models.Model):
    """A moment before which nothing can be booked any more: the database refuses it."""

    id = models.BigAutoField(primary_key=True)
    until = models.DateTimeField(unique=True)
    closed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"until {self.until:%Y-%m-%d}"


class TotalQuerySet(models.QuerySet["Total"]):
    """What is kept of closed days."""

    def wrong(self, limit: int = 100) -> list[Difference]:
        """List kept totals that aren't what the entries come to; there never is one."""
        with connection.cursor() as cursor:
            cursor.execute(_WRONG, [limit])
            return [Difference(*row) for row in cursor.fetchall()]


class Total(models.Model):
    """What lay in an account at the end of a closed day on which it moved, and of how many entries."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="totals", db_index=False)
    until = models.DateTimeField()
    balance = models.BigIntegerField()
    entries = models.BigIntegerField()

    objects = TotalQuerySet.as_manager()

    class Meta:
        ordering = ["account", "until"]
        constraints = [models.UniqueConstraint(fields=["account", "until"], name="ledger_total_once")]

    def __str__(self) -> str:
        return f"{self.balance} until {self.until:%Y-%m-%d}"


def end_of_day(moment: datetime) -> datetime:
    """Give the midnight (UTC) that a moment's day ends with."""
    return datetime.combine(moment.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
