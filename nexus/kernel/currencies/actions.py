import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.generations import bump
from nexus.kernel.currencies.events import ExchangeRatesChanged
from nexus.kernel.currencies.exceptions import NoExchangeRate, RatesUnavailable
from nexus.kernel.currencies.models import ExchangeRate, ExchangeRateQuerySet, is_stale
from nexus.kernel.currencies.providers import Sheet, provider
from nexus.kernel.currencies.worth import cross_rate
from nexus.kernel.database.turns import wait_for_turn
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM
from nexus.kernel.kit.money import rounded

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Conversion:
    """An amount in another currency, with the rate and whose it is."""

    amount: Decimal
    currency: str
    converted: Decimal
    into: str
    rate: Decimal
    day: date
    source: str
    is_stale: bool


def sync_exchange_rates() -> list[Sheet]:
    """Ask the site's provider, and keep what is new; the sheets that were. RatesUnavailable keeps nothing."""
    try:
        sheets = provider().sheets()
    except RatesUnavailable:
        _warn_of_age()
        raise
    new = _kept(sheets)
    _warn_of_age()
    return new


def rates_on(day: date | None) -> ExchangeRateQuerySet:
    """Give the rates that hold on a day, today unless one is named."""
    today = timezone.now().date()
    if day is not None and day > today:
        raise ValidationFailed(details={"date": ["Nobody knows the rates of a day that is yet to come."]})
    return ExchangeRate.objects.holding_on(day or today)


def convert(amount: Decimal, currency: str, into: str, *, on: date | None = None) -> Conversion:
    """Say what an amount comes to in another currency; NoExchangeRate where a rate of either is missing.

    It is reckoned with the rates as they are kept, and rounded once: half up, to the other's smallest coin.
    """
    found = {row["currency"]: row for row in rates_on(on).filter(currency__in=[currency, into]).rows()}
    if missing := {currency, into} - found.keys():
        raise NoExchangeRate(f"No exchange rate is known of {' and '.join(sorted(missing))} for that day.")
    ours, theirs = found[currency], found[into]
    return Conversion(
        amount=amount,
        currency=currency,
        converted=rounded(amount * theirs["rate"] / ours["rate"], into),
        into=into,
        rate=cross_rate(ours["rate"], theirs["rate"]),
        day=theirs["day"],
        source=theirs["source"],
        is_stale=is_stale(theirs["day"], on or timezone.now().date()),
    )


@transaction.atomic
def _kept(sheets: Iterable[Sheet]) -> list[Sheet]:
    wait_for_turn("exchange rates")  # two syncs at once would write the same day
    new = []
    for sheet in sheets:
        before = ExchangeRate.objects.of_sheet(sheet)
        if before.known() == sheet.all_rates:
            before.confirm()
        else:
            ExchangeRate.objects.keep(sheet)
            new.append(sheet)
    if new:
        publish(*(ExchangeRatesChanged(sheet.base, sheet.day, sheet.source) for sheet in new), actor=SYSTEM)
        bump("currencies")
    return new


def _warn_of_age() -> None:
    latest = rates_on(None).first()
    if latest is None:
        logger.warning("no exchange rates are known")
    elif latest.is_stale:
        logger.warning("exchange rates are stale", extra={"day": latest.day.isoformat()})
