"""From rows to products: rows that stand together under one name are one product."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from nexus.commerce.imports.drafts import Fault, ProductDraft
from nexus.commerce.imports.files import Row, Table
from nexus.commerce.imports.formats import Format

LOT_ROWS = 1_000
LOT_CHARACTERS = 4_000_000  # a few huge cells are a lot as well: memory stays flat
MOST_ROWS = 5_000  # of one product; what is more can't be one

Look = Callable[[list[ProductDraft]], None]
_Lot = tuple[list[ProductDraft], int, int]  # with the rows and the bytes that it ends at


class Reader:
    """Reads a table's products in one format; tells how many rows and bytes its last lot ended at."""

    def __init__(self, table: Table, layout: Format, look_at: Look | None = None) -> None:
        """look_at: what else is done with a lot ahead of its turn, on the thread that reads."""
        self.rows = self.position = 0
        self._table, self._layout, self._look_at = table, layout, look_at
        self._read = 0

    def lots(self) -> Iterator[list[ProductDraft]]:
        """Give the products in lots of about a thousand rows; while one is written, the next is read."""
        with ThreadPoolExecutor(1, "reading") as reading:
            lots = self._lots()
            ahead = reading.submit(self._next, lots)
            while (read := ahead.result()) is not None:
                ahead = reading.submit(self._next, lots)
                lot, self.rows, self.position = read
                yield lot

    def _next(self, lots: Iterator[_Lot]) -> _Lot | None:
        read = next(lots, None)
        if read is not None and self._look_at is not None:
            self._look_at(read[0])
        return read

    def _lots(self) -> Iterator[_Lot]:
        lot: list[ProductDraft] = []
        rows = characters = 0
        for group in self._groups():
            lot.append(self._draft(group))
            rows += len(group)
            characters += sum(len(cell) for row in group for cell in row.cells)
            if rows >= LOT_ROWS or characters >= LOT_CHARACTERS:
                yield lot, self._read, self._table.position
                lot, rows, characters = [], 0, 0
        if lot:
            yield lot, self._read, self._table.position

    def _groups(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        unreadable: list[Row] = []
        key = ""
        for row in self._table.rows():
            self._read += 1
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
