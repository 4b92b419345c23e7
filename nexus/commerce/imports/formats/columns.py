from __future__ import annotations

from collections.abc import Sequence

from nexus.commerce.imports.exceptions import UnreadableFile
from nexus.commerce.imports.files import Row


class Columns:
    """Where in a row each column's cell is, whatever the case of the header."""

    def __init__(self, header: Sequence[str]) -> None:
        self.names = list(header)
        self._places = {name.casefold(): place for place, name in enumerate(header)}

    def has(self, *names: str) -> bool:
        """Tell whether all of these columns are there."""
        return all(name.casefold() in self._places for name in names)

    def require(self, *names: str) -> None:
        """Go on only where these columns are there."""
        if missing := [name for name in names if not self.has(name)]:
            what = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
            raise UnreadableFile(f"The {what} missing.")

    def place(self, name: str) -> int | None:
        """Give a column's place in a row."""
        return self._places.get(name.casefold())

    def beginning(self, prefix: str) -> dict[str, int]:
        """Give the places of the columns that begin so, by the rest of their names."""
        return {
            name[len(prefix) :]: place
            for place, name in enumerate(self.names)
            if name.casefold().startswith(prefix) and len(name) > len(prefix)
        }


def cell(row: Row, place: int | None) -> str:
    """Give a row's cell; a column or a cell that isn't there is empty."""
    if place is None or place >= len(row.cells):
        return ""
    return row.cells[place].strip()
