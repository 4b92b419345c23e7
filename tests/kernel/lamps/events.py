from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class LampLit(Fact):
    lamp_id: UUID
    name: ClassVar[str] = "test.lamp.lit"
    subject: ClassVar[str] = "lamp_id"


@dataclass(frozen=True)
class LampBroken(Fact):
    lamp_id: UUID
    name: ClassVar[str] = "test.lamp.broken"
    subject: ClassVar[str] = "lamp_id"
