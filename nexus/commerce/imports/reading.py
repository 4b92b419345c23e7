"""From rows to products: rows that stand together under one name are one product."""

from __future__ import annotations

from collections.abc import Iterator

from nexus.commerce.imports.drafts import Fault, ProductDraft
from nexus.commerce.imports.files import Row, Table
from nexus.commerce.imports.formats import Format

LOT_ROWS = 1_000
LOT_CHARACTERS = 4_000_000  # a few huge cells are a lot as well: memory stays flat
MOST_ROWS = 5_000  # of one product; what is more can't be one


class Reader:
    """Reads a table's products in one format, and counts the rows."""

    def __init__(self, table: Table, layout: Format) -> None:
        self.rows = 0
        self._table, self._layout = table, layout

    def lots(self) -> Iterator[list[ProductDraft]]:
        """Give the products in lots of about a thousand rows."""
        lot: list[ProductDraft] = []
        rows = characters = 0
        for group in self._groups():
            lot.append(self._draft(group))
            rows += len(group)
            characters += sum(len(cell) for row in group for cell in row.cells)
            if rows >= LOT_ROWS or characters >= LOT_CHARACTERS:
                yield lot
                lot, rows, characters = [], 0, 0
        if lot:
            yield lot

    def _groups(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        unreadable: list[Row] = []
        key = ""
        for row in self._table.rows():
            self.rows += 1
            if not row.cells:
                unreadable.append(row)
                continue
            if group and key == self._layout.key(row):
                # What stands between two rows of a product was meant to be one of them.
                group += [*unreadable, row][: MOST_ROWS + 1 - len(group)]
            else:
                yield from _apart(group, unreadable)
                group, key = [row], self._layout.key(row)
            unreadable = []
        yield from _apart(group, unreadable)

    def _draft(self, group: list[Row]) -> ProductDraft:
        faults = [Fault(row.line, row.fault) for row in group if row.fault]
        if len(group) > MOST_ROWS:
            faults.append(Fault(group[0].line, f"A product has at most {MOST_ROWS} rows."))
        if faults:
            return ProductDraft(group[0].line, "", faults=faults)
        return self._layout.draft(group)


def _apart(group: list[Row], unreadable: list[Row]) -> Iterator[list[Row]]:
    if group:
        yield group
    for row in unreadable:
        yield [row]
