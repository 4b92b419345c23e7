"""How both doors read a list of rates: by any base, though each day's are kept by one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from nexus.kernel.currencies.actions import rates_on
from nexus.kernel.currencies.exceptions import NoExchangeRate
from nexus.kernel.currencies.rest.shapes import ExchangeRateQuery, ExchangeRateShape, shape_of


class Asked(NamedTuple):
    """The rows of a list of rates, and how each is shown."""

    rows: QuerySet[Any, Any]
    shape: Callable[[dict[str, Any]], ExchangeRateShape]


def rates_asked(query: ExchangeRateQuery) -> Asked:
    """Find the rates of a day by a base; NoExchangeRate where nobody says what the base is worth."""
    held = rates_on(query.date)
    base = held.filter(currency=query.base or F("base")).first()
    if base is None and held.exists():
        raise NoExchangeRate(f"No exchange rate is known of {query.base} for that day.")
    rows = held.filter(currency=query.currency) if query.currency else held
    name, worth = (base.currency, base.rate) if base else ("", Decimal(1))
    return Asked(rows.rows(), shape_of(name, worth, query.date or timezone.now().date()))
