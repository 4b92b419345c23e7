"""Arabic and Hebrew as they are seen: letters joined, and each line in the order in which it is read."""

import re
from typing import Final

from arabic_reshaper import ArabicReshaper
from bidi.algorithm import get_display

_RESHAPER: Final = ArabicReshaper({"delete_harakat": False, "ARABIC LIGATURE ALLAH": False})
# Vowels and points before their letter, as they come to stand where a line is turned around.
_MARKED: Final = re.compile("([\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u064b-\u065f\u0670]+)(.)")


def joined(text: str) -> str:
    """Write Arabic letters in the forms that they have beside their neighbours."""
    return str(_RESHAPER.reshape(text))


def as_seen(line: str) -> str:
    """Give the letters of a line as they stand on paper, from the left; a mark stays behind its letter."""
    return _MARKED.sub(r"\2\1", str(get_display(line)))
