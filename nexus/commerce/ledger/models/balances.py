"""What lies in an account: the last total that was kept of it, and what was booked since."""

from typing import Any

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

# As one expression over a row of ledger_account, so that both halves are read at the same moment.
_BALANCE = """(
    COALESCE((
        SELECT total.balance FROM ledger_total AS total
        WHERE total.account_id = ledger_account.id AND total.until <= {before}
        ORDER BY total.until DESC LIMIT 1
    ), 0)
    + COALESCE((
        SELECT sum(entry.amount) FROM ledger_entry AS entry
        WHERE entry.account_id = ledger_account.id AND entry.happened_at < {before} AND entry.happened_at >= (
            SELECT COALESCE(max(closing.until), '-infinity') FROM ledger_closing AS closing
            WHERE closing.until <= {before}
        )
    ), 0)
)::bigint"""
BALANCE = _BALANCE.format(before="'infinity'::timestamptz")
_BALANCE_BEFORE = _BALANCE.format(before="%s::timestamptz")


def balance_expression(before: Any = None) -> RawSQL:
    """Give what lies in an account, now or before a moment."""
    if before is None:
        return RawSQL(BALANCE, [], output_field=BigIntegerField())  # noqa: S611 (nothing of a request is in it)
    return RawSQL(_BALANCE_BEFORE, [before] * 3, output_field=BigIntegerField())  # noqa: S611
