"""Who says what currencies are worth: a table, the European Central Bank, or the site's own code.

NEXUS_EXCHANGE_RATES names one: `table`, `ecb`, or the dotted path of a class like `Provider`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Protocol, cast

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from nexus.kernel.kit.currencies import CURRENCIES

# Beyond these, no currency has ever been worth so much or so little of another.
LEAST: Final = Decimal("0.000000001")
MOST: Final = Decimal(1_000_000_000)
KEPT: Final = Decimal("1E-12")

# By their paths: what a provider reads with is loaded where rates are read, and only there.
_PROVIDERS: Final = {
    "table": "nexus.kernel.currencies.providers.table.Table",
    "ecb": "nexus.kernel.currencies.providers.ecb.EuropeanCentralBank",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one of the base currency is worth in others on a day; ValueError where that can't be."""

    base: str
    day: date
    rates: Mapping[str, Decimal]
    source: str

    def __post_init__(self) -> None:
        if unknown := {self.base, *self.rates} - CURRENCIES:
            raise ValueError(f"These are no currencies: {', '.join(sorted(unknown))}.")
        if not self.rates:
            raise ValueError("It holds no rate.")
        for code, rate in self.rates.items():
            if not (rate.is_finite() and LEAST <= rate <= MOST):
                raise ValueError(f"{code} can't be worth {rate}.")
        if self.rates.get(self.base, 1) != 1:
            raise ValueError(f"One {self.base} is worth one {self.base}.")

    @property
    def all_rates(self) -> dict[str, Decimal]:
        """Give the rates as they are kept, with that of the base itself."""
        return {code: rate.quantize(KEPT) for code, rate in {**self.rates, self.base: Decimal(1)}.items()}


class Provider(Protocol):
    """Whoever knows rates; asked outside of any transaction, so it may call far, for a few seconds."""

    def sheets(self) -> Sequence[Sheet]:
        """Give what is known now, usually one sheet; RatesUnavailable where that can't be had."""


def provider() -> Provider:
    """Make the provider that the site has chosen."""
    name: str = settings.EXCHANGE_RATES
    path = _PROVIDERS.get(name, name)
    try:
        return cast("Provider", import_string(path)())
    except ImportError as error:
        known = ", ".join(sorted(_PROVIDERS))
        raise ImproperlyConfigured(
            f"NEXUS_EXCHANGE_RATES is {name!r}: name {known} or the path of a class of your own ({error})."
        ) from error
