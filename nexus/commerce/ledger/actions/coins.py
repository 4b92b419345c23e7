from decimal import Decimal

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.kit.money import to_minor


def coins_of(amount: Decimal, currency: str, *, named: str) -> int:
    """Count what was typed in smallest coins; ValidationFailed where there are none so small."""
    try:
        return to_minor(amount, currency)
    except ValueError:
        raise ValidationFailed(details={named: [f"{currency} has no such small coins."]}) from None
