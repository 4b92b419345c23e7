"""Amounts of money: decimals with two places beside a currency, never floats."""

from decimal import Decimal
from typing import Final

MAX_DIGITS: Final = 12
DECIMAL_PLACES: Final = 2
SMALLEST: Final = Decimal("0.01")
LARGEST: Final = Decimal("9999999999.99")
