"""What is announced of a file that is being read in: done of total, in the measure of its own reader."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ImportStarted(Fact):
    """A file began to be read in. kind: what it holds, such as products."""

    name: ClassVar[str] = "imports.import.started"
    subject: ClassVar[str] = "import_id"
    import_id: UUID
    owner_id: UUID
    kind: str
    done: int
    total: int


@dataclass(frozen=True)
class ImportProgressed(Fact):
    """A file has been read in so far."""

    name: ClassVar[str] = "imports.import.progressed"
    subject: ClassVar[str] = "import_id"
    import_id: UUID
    owner_id: UUID
    kind: str
    done: int
    total: int


@dataclass(frozen=True)
class ImportFinished(Fact):
    """A file was read in to its end."""

    name: ClassVar[str] = "imports.import.finished"
    subject: ClassVar[str] = "import_id"
    import_id: UUID
    owner_id: UUID
    kind: str
    done: int
    total: int


@dataclass(frozen=True)
class ImportFailed(Fact):
    """A file couldn't be read to its end; what was read in stays."""

    name: ClassVar[str] = "imports.import.failed"
    subject: ClassVar[str] = "import_id"
    import_id: UUID
    owner_id: UUID
    kind: str
    done: int
    total: int
