"""CSV files as people have them: any of the usual encodings, separators and line ends, read row by row."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final

from nexus.commerce.imports.exceptions import UnreadableFile

SEPARATORS: Final = ",;\t"
LONGEST_CELL: Final = 32 * 1024 * 1024  # characters; what is longer lacks its closing quote
LONGEST_HEADER: Final = 64 * 1024
_BLOCK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line of the file that it begins on and its cells; or why it can't be read."""

    line: int
    cells: list[str]
    fault: str = ""


@dataclass
class Table:
    """An open CSV file: its header, and its rows as they are read."""

    header: list[str]
    encoding: str
    size: int
    _file: IO[bytes]
    _reader: Any  # the csv module doesn't name its reader's type

    @property
    def position(self) -> int:
        """Tell how many bytes are read."""
        return self._file.tell()

    def rows(self) -> Iterator[Row]:
        """Give the rows below the header; blank lines are none."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, [], _sentence(error))
            else:
                if cells:
                    yield Row(line, cells, self._fault(cells))

    def _fault(self, cells: list[str]) -> str:
        if len(cells) > len(self.header):
            return f"The row has {len(cells)} cells, the header {len(self.header)}: is a quote missing?"
        if "\0" in "".join(cells):
            return "The row has a NUL character in it."
        return ""


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open a CSV file; UnreadableFile says what is wrong with one that can't be."""
    try:
        encoding = _encoding(path)
        with path.open("rb") as file, io.TextIOWrapper(file, encoding, newline="") as text:
            yield _table(file, text, encoding, path.stat().st_size)
    except IsADirectoryError:
        raise UnreadableFile(f"{path} is a folder: name a CSV file.") from None
    except OSError as error:
        raise UnreadableFile(f"{path} can't be read: {error.strerror}.") from None


def _table(file: IO[bytes], text: io.TextIOWrapper, encoding: str, size: int) -> Table:
    csv.field_size_limit(LONGEST_CELL)
    first = text.readline(LONGEST_HEADER)
    if not first.strip():
        raise UnreadableFile(
            "The file's first line is empty: it names the columns." if first else "The file is empty."
        )
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(chain([first], text), delimiter=separator, strict=True)
    try:
        header = [name.strip() for name in next(reader)]
    except csv.Error:
        raise UnreadableFile("The first line can't be read: it should name the columns.") from None
    return Table(header, encoding, size, file, reader)


def _encoding(path: Path) -> str:
    """Tell how the file's text is written; what isn't UTF-8 is taken for Windows' own."""
    with path.open("rb") as file:
        beginning = file.read(_BLOCK)
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in beginning.partition(b"\n")[0]:
        raise UnreadableFile(f"{path} is not a text file.")
    for encoding in ("utf-8-sig", "cp1252"):
        if _can_be_read(path, encoding):
            return encoding
    raise UnreadableFile(f"{path} is neither UTF-8 nor Windows-1252 text: save it as UTF-8.")


def _can_be_read(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _sentence(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "A quote that is opened in this row is never closed."
    if "field limit" in str(error):
        return f"A cell of this row is longer than {LONGEST_CELL} characters: is a quote missing?"
    return "This row is no CSV: a quote inside a quoted cell is written twice."
