"""What one currency is worth in another, by what both are worth in a third."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

# Told to twelve digits: more than any source has, and as many for a yen as for a dinar.
_TOLD: Final = Context(prec=12, rounding=ROUND_HALF_EVEN)


def cross_rate(of: Decimal, into: Decimal) -> Decimal:
    """Give the rate between two currencies, of which a third is worth so much each."""
    return _plain(_TOLD.divide(into, of))


def _plain(rate: Decimal) -> Decimal:
    # Without the zeros that say nothing, and never as 1E+3.
    whole = rate.normalize(_TOLD)
    return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole
