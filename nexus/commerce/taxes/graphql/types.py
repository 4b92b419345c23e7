from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import strawberry

from nexus.kernel.api.graphql.siblings import Siblings
from nexus.kernel.taxonomy.graphql.types import Category, categories_by_id


@strawberry.type
class TaxRule:
    """A country's tax, for everything or for one category and what is below it; rate: percent."""

    id: strawberry.ID
    name: str
    country: str
    rate: Decimal
    is_included: bool
    taxes_shipping: bool
    category_id: strawberry.Private[int | None]
    siblings: strawberry.Private[Siblings[int]]

    @strawberry.field
    def category(self) -> Category | None:
        """What it is for; everything else where there is none."""
        return self.siblings.of(self.category_id, categories_by_id)


def rules_of(rows: Sequence[Mapping[str, Any]]) -> list[TaxRule]:
    """Show rows of `TaxRule.objects.rows()` side by side."""
    siblings = Siblings(row["category_id"] for row in rows)
    plain = ("id", "name", "country", "rate", "is_included", "taxes_shipping", "category_id")
    return [TaxRule(siblings=siblings, **{name: row[name] for name in plain}) for row in rows]
