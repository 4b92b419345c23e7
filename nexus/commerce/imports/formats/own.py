from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from django.utils.text import slugify

from nexus.commerce.imports.drafts import ImageDraft, ProductDraft, VariantDraft
from nexus.commerce.imports.files import Row
from nexus.commerce.imports.formats.columns import Columns, cell

COLUMNS: Final = (
    "handle",
    "name",
    "description",
    "price",
    "compare_at_price",
    "currency",
    "stock",
    "weight_grams",
    "sku",
    "brand",
    "category",
    "status",
    "images",
)
OPTIONS: Final = "options."
ATTRIBUTES: Final = "attributes."


class OwnFormat:
    """Our own CSV: one row a variant; rows of one product stand together under one handle, or one name."""

    signs: ClassVar = ("name",)
    name = "Nexus's product CSV"

    def __init__(self, columns: Columns) -> None:
        columns.require("name", "price")
        self._at = {name: columns.place(name) for name in COLUMNS}
        self._options = columns.beginning(OPTIONS)
        self._attributes = columns.beginning(ATTRIBUTES)
        known = {*COLUMNS, *(OPTIONS + name.casefold() for name in self._options)}
        known |= {ATTRIBUTES + name.casefold() for name in self._attributes}
        self.unknown = [name for name in columns.names if name and name.casefold() not in known]

    def key(self, row: Row) -> str:
        """Give the handle; where there is none, the name as a slug."""
        name = self._cell(row, "name")
        return self._cell(row, "handle") or slugify(name, allow_unicode=True) or name

    def draft(self, rows: Sequence[Row]) -> ProductDraft:
        """Read a product's rows: the first says what it is."""
        first = rows[0]
        category = self._cell(first, "category")
        return ProductDraft(
            line=first.line,
            key=self.key(first),
            name=self._cell(first, "name"),
            description=self._cell(first, "description"),
            brand=self._cell(first, "brand"),
            currency=self._cell(first, "currency").upper(),
            status=self._cell(first, "status").lower(),
            category=[name.strip() for name in category.split(">") if name.strip()],
            attributes=_said(first, self._attributes),
            variants=[self._variant(row) for row in rows],
            images=[
                ImageDraft(row.line, url, "") for row in rows for url in self._cell(row, "images").split()
            ],
        )

    def _variant(self, row: Row) -> VariantDraft:
        return VariantDraft(
            line=row.line,
            options=_said(row, self._options),
            sku=self._cell(row, "sku"),
            price=self._cell(row, "price"),
            compare_at_price=self._cell(row, "compare_at_price"),
            stock=self._cell(row, "stock") or "0",
            weight_grams=self._cell(row, "weight_grams") or "0",
        )

    def _cell(self, row: Row, name: str) -> str:
        return cell(row, self._at[name])


def _said(row: Row, places: dict[str, int]) -> dict[str, str]:
    return {name: value for name, place in places.items() if (value := cell(row, place))}
