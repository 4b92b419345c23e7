"""What the fields of a product and of its variants must hold."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from nexus.kernel.kit.money import fault_of_coins

NAME_LENGTH = 200
TEXT_LENGTH = 20_000
BRAND_LENGTH = 100
SKU_LENGTH = 64
MOST_STOCK = 10_000_000  # in one warehouse; what lies in all of them fits the column that sums it up
MOST_GRAMS = 100_000_000
MOST_OPTIONS = 3
OPTION_NAME_LENGTH = 40
OPTION_VALUE_LENGTH = 100
ABOVE_ZERO = "Ensure this value is greater than 0."


def above_zero(value: Decimal) -> None:
    """Refuse a price of nothing."""
    if value <= 0:
        raise ValidationError(ABOVE_ZERO)


def whole_coins(price: Decimal, compare_at_price: Decimal | None, currency: str) -> None:
    """Refuse prices in coins that a currency doesn't have."""
    prices = {"price": price, "compare_at_price": compare_at_price}
    faults = {name: fault for name, amount in prices.items() if (fault := fault_of_coins(amount, currency))}
    if faults:
        raise ValidationError(faults)


def known_options(options: Any) -> None:
    """Refuse options that aren't a few names with a short text each."""
    if not isinstance(options, dict) or len(options) > MOST_OPTIONS:
        raise ValidationError(f"Give at most {MOST_OPTIONS} options, such as {{'Size': 'M'}}.")
    for name, value in options.items():
        if not name or len(name) > OPTION_NAME_LENGTH:
            raise ValidationError(f"The name of an option has 1 to {OPTION_NAME_LENGTH} characters.")
        if not isinstance(value, str) or not value or len(value) > OPTION_VALUE_LENGTH:
            raise ValidationError(
                f"The value of '{name}' is a text of 1 to {OPTION_VALUE_LENGTH} characters."
            )


def compare_at_is_sound() -> Q:
    """Give the condition on the former price that is shown beside the price."""
    return Q(compare_at_price__isnull=True) | Q(compare_at_price__gt=0)
