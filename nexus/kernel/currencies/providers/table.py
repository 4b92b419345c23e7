"""The site's own table: rates that somebody has written down, for sites that convert at rates of their own.

The one that comes with Nexus is rounded, and no market's: it lets a site be tried without the internet.
"""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from nexus.kernel.currencies.exceptions import RatesUnavailable
from nexus.kernel.currencies.providers import Sheet

REFERENCE: Final = Path(__file__).parent / "reference.json"


class Table:
    """Rates from a JSON file; where it names no day, they hold until somebody writes others."""

    def sheets(self) -> Sequence[Sheet]:
        """Read the file anew."""
        path = Path(settings.EXCHANGE_RATES_FILE or REFERENCE)
        try:
            return [_sheet(json.loads(path.read_text(encoding="utf-8"), parse_float=str))]
        except (OSError, ValueError, TypeError, LookupError, AttributeError, InvalidOperation) as error:
            raise RatesUnavailable(f"{path.name} can't be read: {error!r}.") from error


def _sheet(told: Any) -> Sheet:
    day = date.fromisoformat(told["day"]) if "day" in told else timezone.now().date()
    rates = {code: Decimal(rate) for code, rate in told["rates"].items()}
    return Sheet(told["base"], day, rates, source="table")
