"""Amounts of money: decimals beside a currency, never floats.

Rounding is half up (away from zero), to the smallest coin of the currency, and happens once for each
figure that is shown: a line's discount, a line's tax, a part's shipping. Totals are sums of what was rounded,
so that a reader who adds up an invoice gets its total.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MAX_DIGITS: Final = 12
DECIMAL_PLACES: Final = 2
NOTHING: Final = Decimal("0.00")  # written with its cents, as every amount

_CENT: Final = Decimal("0.01")

# ISO 4217: how many places a currency has, where that isn't two.
_WITHOUT_COINS: Final = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF"}
    | {"XOF", "XPF"}
)


def places(currency: str) -> int:
    """Tell how many decimal places an amount in this currency has; prices have two at most."""
    return 0 if currency in _WITHOUT_COINS else DECIMAL_PLACES


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Round an amount to the currency's smallest coin, half up; it is written with two places."""
    coin = Decimal(1).scaleb(-places(currency))
    return amount.quantize(coin, ROUND_HALF_UP).quantize(_CENT)


def fault_of_coins(amount: Decimal | None, currency: str) -> str | None:
    """Say that a currency has no coins for an amount: rounded, it might come to nothing."""
    if amount is None or amount == rounded(amount, currency):
        return None
    return f"{currency} has no such small coins."


def to_minor(amount: Decimal, currency: str) -> int:
    """Count an amount in the currency's smallest coins; ValueError where it isn't a whole number of them."""
    minor = amount.scaleb(places(currency))
    if minor != minor.to_integral_value():
        raise ValueError(f"{amount} {currency} is no whole number of coins.")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """Give the amount of so many of the currency's smallest coins, with two places."""
    return Decimal(minor).scaleb(-places(currency)).quantize(_CENT)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount as people read it, such as 1,240.50 EUR."""
    return f"{amount:,.{places(currency)}f} {currency}"


def shared_out(amount: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """Share an amount out in proportion to weights, to the coin: the shares sum to the amount.

    Each share is cut from what is left by its weight of what is left, so no coin is lost or made.
    Weights of nothing get nothing; where all weigh nothing, the first takes all.
    """
    left, weight_left = amount, sum(weights, Decimal(0))
    if not weight_left:
        return [amount, *(NOTHING for _ in weights[1:])] if weights else []
    shares = []
    for weight in weights:
        share = rounded(left * weight / weight_left, currency) if weight else NOTHING
        shares.append(share)
        left, weight_left = left - share, weight_left - weight
    return shares
