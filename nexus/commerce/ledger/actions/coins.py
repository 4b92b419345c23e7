from decimal import Decimal

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.kit.money import fault_of_coins, to_minor


def coins_of(amount: Decimal, currency: str, *, named: str) -> int:
    """Count what was typed in smallest coins; ValidationFailed where there are none so small."""
    if fault := fault_of_coins(amount, currency):
        raise ValidationFailed(details={named: [fault]})
    return to_minor(amount, currency)
