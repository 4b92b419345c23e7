"""What the API shows of a seller's figures, and for which days they can be asked."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final
from uuid import UUID

import msgspec
from django.utils import timezone

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.query import check_days

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_TAKINGS: dict[str, Any] = {
    "units": 31,
    "refunded_units": 2,
    "gross": "1240.50",
    "refunded": "99.80",
    "net": "1140.70",
}

LONGEST: Final = 366
_USUAL: Final = timedelta(days=30 - 1)


class Takings(msgspec.Struct):
    """What customers paid, with taxes and shipping (gross), what of it went back, and what is left."""

    units: int
    refunded_units: int
    gross: Decimal
    refunded: Decimal
    net: Decimal


class SalesDay(Takings):
    """What was sold, and what was given back, on one day."""

    day: date
    orders: int


class TopProduct(Takings):
    """One of the products that brought in most, without shipping."""

    product: UUID
    name: str


class CurrencyFigures(Takings):
    """What was sold, and what was given back, in one currency."""

    currency: str
    orders: int
    days: list[SalesDay]
    top_products: list[TopProduct]


class SalesFigures(msgspec.Struct):
    """What was sold and given back from one day to another, in each currency."""

    example: ClassVar[dict[str, Any]] = {
        "since": "2026-11-01",
        "until": "2026-11-30",
        "currencies": [
            {
                "currency": "EUR",
                "orders": 12,
                **_TAKINGS,
                "days": [{"day": "2026-11-21", "orders": 12, **_TAKINGS}],
                "top_products": [{"product": _ID, "name": "Linen Shirt", **_TAKINGS}],
            }
        ],
    }

    since: date
    until: date
    currencies: list[CurrencyFigures]


class FiguresQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """From which day to which, both counted in; without them, the last 30 days."""

    since: date | None = None
    until: date | None = None

    @property
    def span(self) -> tuple[date, date]:
        """Give the first day and the last; ValidationFailed where it is none, or more than a year."""
        check_days(self.since, self.until)
        until = self.until or (self.since + _USUAL if self.since else timezone.now().date())
        since = self.since or until - _USUAL
        if (until - since).days >= LONGEST:
            raise ValidationFailed(details={"since": [f"Ask for {LONGEST} days at most."]})
        return since, until
