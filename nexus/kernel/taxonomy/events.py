"""What the category tree announces."""

from dataclasses import dataclass
from typing import ClassVar

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class CategoryCreated(Fact):
    """A category was added."""

    name: ClassVar[str] = "taxonomy.category.created"
    subject: ClassVar[str] = "category_id"
    category_id: int


@dataclass(frozen=True)
class CategoryChanged(Fact):
    """A category was renamed, described anew or moved."""

    name: ClassVar[str] = "taxonomy.category.changed"
    subject: ClassVar[str] = "category_id"
    category_id: int


@dataclass(frozen=True)
class CategoryDeleted(Fact):
    """An unused category was removed."""

    name: ClassVar[str] = "taxonomy.category.deleted"
    subject: ClassVar[str] = "category_id"
    category_id: int
