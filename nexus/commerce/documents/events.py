"""What is announced of documents."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class DocumentIssued(Fact):
    """An invoice or a credit note has got its number, and can be read."""

    name: ClassVar[str] = "commerce.document.issued"
    subject: ClassVar[str] = "document_id"
    document_id: UUID
    order_id: UUID
    part_id: UUID
    kind: str
