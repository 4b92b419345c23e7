"""What is announced of exchange rates."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ExchangeRatesChanged(Fact):
    """There are rates of a day that were not there, or were others."""

    name: ClassVar[str] = "currencies.rates.changed"
    subject: ClassVar[str] = "base"
    base: str
    day: date
    source: str
