from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.currencies.providers import Sheet
from nexus.kernel.kit.currencies import known_currency

DIGITS: Final = 24
PLACES: Final = 12


class ExchangeRateQuerySet(models.QuerySet["ExchangeRate"]):
    """Rates, as those who read and write them want them."""

    def holding_on(self, day: date) -> ExchangeRateQuerySet:
        """Keep the rates that hold on a day: all of the last sheet until then, none where there is none."""
        until = self.filter(day__lte=day).order_by("-day", "-as_of")
        last = until.values("base", "day").first()
        return self.filter(**last) if last else self.none()

    def of_sheet(self, sheet: Sheet) -> ExchangeRateQuerySet:
        """Keep what is known of a sheet's day, in its base currency."""
        return self.filter(base=sheet.base, day=sheet.day)

    def keep(self, sheet: Sheet) -> None:
        """Put a sheet in the place of what was known of its day, with its base as worth one of itself."""
        self.of_sheet(sheet).delete()
        now = timezone.now()
        self.bulk_create(
            ExchangeRate(
                base=sheet.base, currency=code, day=sheet.day, rate=rate, source=sheet.source, as_of=now
            )
            for code, rate in sorted(sheet.all_rates.items())
        )

    def confirm(self) -> None:
        """Note that they have been said again just now."""
        self.update(as_of=timezone.now())

    def known(self) -> dict[str, Decimal]:
        """Give the rates by currency."""
        return dict(self.values_list("currency", "rate"))

    def rows(self) -> models.QuerySet[ExchangeRate, Any]:
        """Give plain rows with what the API shows of a rate, and what its base is worth."""
        return self.values("base", "currency", "day", "rate", "source", "as_of")


class ExchangeRate(models.Model):
    """What one of the base currency is worth in another on a day, as a provider says."""

    id = models.BigAutoField(primary_key=True)
    base = models.CharField(max_length=3, validators=[known_currency])
    currency = models.CharField(max_length=3, validators=[known_currency])
    day = models.DateField(help_text="From this day on, until there is a later one.")
    rate = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    source = models.CharField(max_length=100, help_text="The provider that said so.")
    as_of = models.DateTimeField(help_text="When it was read last.")

    objects = ExchangeRateQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "base", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["base", "day", "currency"], name="exchange_rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_positive"),
        ]
        indexes = [models.Index(fields=["-day", "-as_of"], name="exchange_rate_latest")]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.currency}, {self.day}"

    @property
    def is_stale(self) -> bool:
        """Tell whether it is older than the site calls current."""
        return is_stale(self.day, timezone.now().date())


def is_stale(day: date, on: date) -> bool:
    """Tell whether rates of a day are too old to go by on another one."""
    allowed: int = settings.EXCHANGE_RATES_STALE_DAYS
    return (on - day).days > allowed
