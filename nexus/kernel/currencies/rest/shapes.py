from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import msgspec

from nexus.kernel.api.query import Amount, Currency, ListQuery
from nexus.kernel.currencies.actions import Conversion
from nexus.kernel.currencies.models import is_stale
from nexus.kernel.currencies.worth import cross_rate

Row = dict[str, Any]
Day = date  # fields of these shapes have its name


class ExchangeRateShape(msgspec.Struct):
    """What one of the base currency is worth in another."""

    example: ClassVar[Row] = {
        "base": "EUR",
        "currency": "USD",
        "rate": "1.0834",
        "date": "2026-11-20",
        "source": "European Central Bank",
        "as_of": "2026-11-20T15:20:00Z",
        "is_stale": False,
    }

    base: str
    currency: str
    rate: Decimal
    date: Day
    source: str
    as_of: datetime
    is_stale: bool


def shape_of(base: str, worth: Decimal, on: date) -> Callable[[Row], ExchangeRateShape]:
    """Say how rows of `ExchangeRate.objects.rows()` are read for a base that is worth so much of theirs."""

    def shape(row: Row) -> ExchangeRateShape:
        rate = cross_rate(worth, row["rate"])
        stale = is_stale(row["day"], on)
        return ExchangeRateShape(base, row["currency"], rate, row["day"], row["source"], row["as_of"], stale)

    return shape


class ExchangeRateQuery(ListQuery, kw_only=True):
    """What exchange rates are asked for: the base is their source's and the date is today's unless given."""

    base: Currency | None = None
    currency: Currency | None = None
    date: Day | None = None


class ConversionQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is to be converted."""

    amount: Amount
    currency: Currency = msgspec.field(name="from")
    into: Currency = msgspec.field(name="to")
    date: Day | None = None


class ConversionShape(msgspec.Struct):
    """An amount in another currency: for people to read; nothing is sold at it."""

    example: ClassVar[Row] = {
        "amount": "49.90",
        "from": "USD",
        "converted": "46.06",
        "to": "EUR",
        "rate": "0.923020122",
        "date": "2026-11-20",
        "source": "European Central Bank",
        "is_stale": False,
    }

    amount: Decimal
    currency: str = msgspec.field(name="from")
    converted: Decimal
    into: str = msgspec.field(name="to")
    rate: Decimal
    date: Day
    source: str
    is_stale: bool

    @classmethod
    def of(cls, found: Conversion) -> "ConversionShape":
        """Show a conversion."""
        return cls(
            found.amount,
            found.currency,
            found.converted,
            found.into,
            found.rate,
            found.day,
            found.source,
            found.is_stale,
        )
