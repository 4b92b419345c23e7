from dataclasses import dataclass
from typing import ClassVar

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class LongErrand(Fact):
    """Something was asked for that takes longer than anybody waits for word of it."""

    errand: str
    seconds: int
    name: ClassVar[str] = "torture.errand.long"
    subject: ClassVar[str] = "errand"


@dataclass(frozen=True)
class DeadlyErrand(Fact):
    """Something was asked for that ends whoever tries."""

    errand: str
    name: ClassVar[str] = "torture.errand.deadly"
    subject: ClassVar[str] = "errand"
