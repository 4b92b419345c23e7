from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from nexus.commerce.imports.drafts import ImageDraft, ProductDraft, VariantDraft
from nexus.commerce.imports.files import Row
from nexus.commerce.imports.formats.columns import Columns, cell
from nexus.commerce.imports.html import plain_text

_OPTIONS: Final = (1, 2, 3)
_NO_OPTIONS: Final = {"Title": "Default Title"}


class ShopifyFormat:
    """Shopify's product CSV: the first row says what a product is, each may add a variant and a picture."""

    signs: ClassVar = ("Handle", "Title")
    name = "Shopify's product CSV"

    def __init__(self, columns: Columns) -> None:
        columns.require("Handle", "Title", "Variant Price")
        self.unknown: list[str] = []  # it has dozens, and they are known to say nothing to us
        place = columns.place
        self._handle, self._title, self._body = place("Handle"), place("Title"), place("Body (HTML)")
        self._vendor, self._type, self._tags = place("Vendor"), place("Type"), place("Tags")
        self._published, self._status = place("Published"), place("Status")
        self._sku, self._price = place("Variant SKU"), place("Variant Price")
        self._compare, self._stock = place("Variant Compare At Price"), place("Variant Inventory Qty")
        self._grams = place("Variant Grams")
        self._image, self._alt = place("Image Src"), place("Image Alt Text")
        self._options = [(place(f"Option{n} Name"), place(f"Option{n} Value")) for n in _OPTIONS]

    def key(self, row: Row) -> str:
        """Give the handle."""
        return cell(row, self._handle)

    def draft(self, rows: Sequence[Row]) -> ProductDraft:
        """Read a product's rows."""
        first = rows[0]
        kind, tags = cell(first, self._type), cell(first, self._tags)
        options = [cell(first, name) for name, _ in self._options]
        return ProductDraft(
            line=first.line,
            key=self.key(first),
            name=cell(first, self._title),
            description=plain_text(cell(first, self._body)),
            brand=cell(first, self._vendor),
            status=self._state(first),
            category=[kind] if kind else [],
            attributes={"Tags": tags} if tags else {},
            variants=[self._variant(row, options) for row in rows if self._sells(row)],
            images=[self._picture(row) for row in rows if cell(row, self._image)],
        )

    def _state(self, row: Row) -> str:
        said = cell(row, self._status).lower()
        if said in {"draft", "archived"}:
            return said
        return "draft" if cell(row, self._published).lower() == "false" else ""

    def _sells(self, row: Row) -> bool:
        # A row that only adds a picture has neither a price nor options.
        return bool(cell(row, self._price)) or any(cell(row, value) for _, value in self._options)

    def _variant(self, row: Row, names: Sequence[str]) -> VariantDraft:
        values = [cell(row, value) for _, value in self._options]
        options = {name: value for name, value in zip(names, values, strict=True) if name and value}
        return VariantDraft(
            line=row.line,
            options={} if options == _NO_OPTIONS else options,
            sku=cell(row, self._sku).removeprefix("'"),  # which keeps spreadsheets from reading a number
            price=cell(row, self._price),
            compare_at_price=_none_if_zero(cell(row, self._compare)),
            stock=_at_least_nothing(cell(row, self._stock)),
            weight_grams=cell(row, self._grams) or "0",
        )

    def _picture(self, row: Row) -> ImageDraft:
        return ImageDraft(row.line, cell(row, self._image), cell(row, self._alt))


def _none_if_zero(price: str) -> str:
    # Shops write a zero where there is no former price.
    return "" if not price.strip("0.") else price


def _at_least_nothing(quantity: str) -> str:
    # Shopify counts on below zero while it takes orders for what is to come; what can be bought now is none.
    return "0" if not quantity or (quantity.startswith("-") and quantity[1:].isdecimal()) else quantity
