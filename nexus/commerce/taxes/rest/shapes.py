from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import Country, ListQuery
from nexus.kernel.taxonomy.rest.shapes import CategoryRef

CategoryId = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


class TaxRuleShape(msgspec.Struct):
    """A tax as it is taken; rate: percent."""

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "name": "VAT",
        "country": "DE",
        "category": {"id": 5, "name": "Home", "slug": "home"},
        "rate": "19.00",
        "is_included": True,
        "taxes_shipping": True,
    }

    id: UUID
    name: str
    country: str
    category: CategoryRef | None
    rate: Decimal
    is_included: bool
    taxes_shipping: bool

    @classmethod
    def of(cls, row: dict[str, Any]) -> "TaxRuleShape":
        """Read a row of `TaxRule.objects.rows()`."""
        return cls(
            row["id"],
            row["name"],
            row["country"],
            CategoryRef.of(row),
            row["rate"],
            row["is_included"],
            row["taxes_shipping"],
        )


class TaxRuleQuery(ListQuery, kw_only=True):
    """What the list of tax rules can be narrowed to."""

    country: Country | None = None
    category: CategoryId | None = None
