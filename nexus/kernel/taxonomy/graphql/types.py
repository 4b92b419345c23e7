from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Optional

import strawberry

from nexus.kernel.api.graphql.siblings import Siblings
from nexus.kernel.taxonomy.models import Category as CategoryModel


@strawberry.type
class Category:
    """A place in the tree that products and jobs are filed under."""

    id: strawberry.ID
    name: str
    slug: str
    description: str
    created_at: datetime
    parent_id: strawberry.Private[int | None]
    siblings: strawberry.Private[Siblings[int]]

    @strawberry.field
    def parent(self) -> Optional["Category"]:
        """The category above this one."""
        return self.siblings.of(self.parent_id, categories_by_id)


def categories_of(rows: Sequence[Mapping[str, Any]]) -> list[Category]:
    """Show rows of `Category.objects.rows()` side by side."""
    siblings = Siblings(row["parent_id"] for row in rows)
    return [Category(siblings=siblings, **row) for row in rows]


def categories_by_id(ids: Collection[int]) -> dict[int, Category]:
    """Find categories by their ids."""
    rows = list(CategoryModel.objects.filter(pk__in=ids).rows())
    return dict(zip((row["id"] for row in rows), categories_of(rows), strict=True))
