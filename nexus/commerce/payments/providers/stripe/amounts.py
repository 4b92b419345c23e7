"""Amounts as Stripe counts them: in smallest units, with exceptions (docs.stripe.com/currencies)."""

from decimal import Decimal
from typing import Final

_WITHOUT_COINS: Final = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_IN_THOUSANDTHS: Final = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def _places(currency: str) -> int:
    # ISK and UGX have no coins any more, and are counted in hundredths by Stripe all the same.
    if currency in _WITHOUT_COINS:
        return 0
    return 3 if currency in _IN_THOUSANDTHS else 2


def to_units(amount: Decimal, currency: str) -> int:
    """Count an amount in Stripe's smallest units; ValueError where it isn't a whole number of them."""
    units = amount.scaleb(_places(currency))
    if units != units.to_integral_value():
        raise ValueError(f"Stripe takes no {amount} {currency}.")
    return int(units)


def from_units(units: int, currency: str) -> Decimal:
    """Give the amount of so many of Stripe's smallest units, with two places."""
    return Decimal(units).scaleb(-_places(currency.upper())).quantize(Decimal("0.01"))
