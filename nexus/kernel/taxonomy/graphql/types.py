from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Optional

import strawberry

from nexus.kernel.api.graphql.siblings import Siblings
from nexus.kernel.taxonomy.models import Category as CategoryModel

Row = Mapping[str, Any]


class Whole(NamedTuple):
    """All of a category, and what is above those that it is shown beside."""

    row: Row
    parents: Siblings[int]


@strawberry.type
class Category:
    """A place in the tree that products and jobs are filed under."""

    id: strawberry.ID
    name: str
    slug: str
    beside: strawberry.Private[Siblings[int]]

    @strawberry.field
    def description(self) -> str:
        """What is filed here."""
        return str(self._whole().row["description"])

    @strawberry.field
    def created_at(self) -> datetime:
        """When it was added to the tree."""
        moment: datetime = self._whole().row["created_at"]
        return moment

    @strawberry.field
    def parent(self) -> Optional[Category]:  # noqa: UP045 (strawberry reads it before the class is there)
        """The category above this one."""
        whole = self._whole()
        return whole.parents.of(whole.row["parent_id"], categories_by_id)

    def _whole(self) -> Whole:
        # What is filed names its category; the rest of it is read only where it is asked for.
        whole = self.beside.of(int(self.id), wholes_by_id)
        if whole is None:
            raise CategoryModel.DoesNotExist
        return whole


def filed_under(row: Row, beside: Siblings[int]) -> Category | None:
    """Show where a row of something that is filed says that it is; None where it isn't."""
    filed = row["category_id"]
    if filed is None:
        return None
    return Category(id=filed, name=row["category__name"], slug=row["category__slug"], beside=beside)


def categories_of(rows: Collection[Row]) -> list[Category]:
    """Show rows of `Category.objects.rows()` side by side."""
    beside = Siblings(row["id"] for row in rows)
    beside.keep(wholes_by_id, _wholes(rows))
    return [Category(id=row["id"], name=row["name"], slug=row["slug"], beside=beside) for row in rows]


def categories_by_id(ids: Collection[int]) -> dict[int, Category]:
    """Find categories by their ids."""
    rows = list(CategoryModel.objects.filter(pk__in=ids).rows())
    return dict(zip((row["id"] for row in rows), categories_of(rows), strict=True))


def wholes_by_id(ids: Collection[int]) -> dict[int, Whole]:
    """Find all of several categories."""
    return _wholes(list(CategoryModel.objects.filter(pk__in=ids).rows()))


def _wholes(rows: Iterable[Row]) -> dict[int, Whole]:
    parents = Siblings(row["parent_id"] for row in rows)
    return {row["id"]: Whole(row, parents) for row in rows}
