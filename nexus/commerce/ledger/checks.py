"""A commission that can't be meant stops the start."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.conf import settings
from django.core.checks import Error, register

MOST: Final = 100


@register()
def commission_can_be_meant(**_: Any) -> Sequence[Error]:
    """Hold NEXUS_COMMISSION_PERCENT to a percentage with two places at most."""
    sentence = (
        "NEXUS_COMMISSION_PERCENT must be a number from 0 to 100 with at most two places, such as 12.5."
    )
    try:
        percent = Decimal(settings.NEXUS_COMMISSION_PERCENT)
        if percent.is_finite() and 0 <= percent <= MOST and percent == percent.quantize(Decimal("0.01")):
            return []
    except InvalidOperation:
        pass
    return [Error(sentence, id="ledger.E001")]
