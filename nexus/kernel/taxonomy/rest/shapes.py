from datetime import datetime
from typing import Any, ClassVar

import msgspec

from nexus.kernel.api.query import ListQuery, Text


class CategoryShape(msgspec.Struct):
    """A category as the API shows it."""

    example: ClassVar[dict[str, Any]] = {
        "id": 1,
        "name": "Backend",
        "slug": "backend",
        "description": "",
        "parent": None,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: int
    name: str
    slug: str
    description: str
    parent: int | None
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "CategoryShape":
        """Read a row of `Category.objects.rows()`."""
        return cls(
            row["id"], row["name"], row["slug"], row["description"], row["parent_id"], row["created_at"]
        )


class CategoryRef(msgspec.Struct):
    """Where something is filed."""

    id: int
    name: str
    slug: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "CategoryRef | None":
        """Read a row of something that is filed; None where it isn't."""
        filed = row["category_id"]
        return None if filed is None else cls(filed, row["category__name"], row["category__slug"])


class CategoryQuery(ListQuery, kw_only=True):
    """What the category list can be narrowed to."""

    parent: Text | None = None
    search: Text | None = None
