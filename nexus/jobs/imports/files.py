"""Reading a file of postings: one bad entry spoils no other, and a long file costs only its text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from nexus.jobs.imports.exceptions import UnreadableFile

_blank = re.compile(r"[ \t\n\r]*")
_decoder = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a JSON list, each as it was written."""

    text: str
    count: int

    def __iter__(self) -> Iterator[msgspec.Raw]:
        for begin, end in _places(self.text):
            yield msgspec.Raw(self.text[begin:end].encode(errors="surrogateescape"))


def entries_in(path: Path) -> Entries:
    """Open a file of postings; it is read through once before anything is done with it."""
    try:
        # Bytes that are no UTF-8 spoil their own entry only.
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
        return Entries(text, sum(1 for _ in _places(text)))
    except OSError as error:
        raise UnreadableFile(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"{path} is no JSON list of postings: {error}.") from error


def _places(text: str) -> Iterator[tuple[int, int]]:
    place = _expect("[", text, _skip(text, 0))
    while not text.startswith("]", place):
        _, end = _decoder.raw_decode(text, place)
        yield place, end
        place = _skip(text, end)
        if not text.startswith("]", place):
            place = _expect(",", text, place)
    if _skip(text, place + 1) != len(text):
        raise json.JSONDecodeError("Something follows the list", text, place + 1)


def _expect(sign: str, text: str, place: int) -> int:
    if not text.startswith(sign, place):
        raise json.JSONDecodeError(f"Expecting '{sign}'", text, place)
    return _skip(text, place + 1)


def _skip(text: str, place: int) -> int:
    blank = _blank.match(text, place)
    return blank.end() if blank else place
