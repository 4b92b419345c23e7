"""Amounts of money: decimals with two places beside a currency, never floats."""

from typing import Final

MAX_DIGITS: Final = 12
DECIMAL_PLACES: Final = 2
