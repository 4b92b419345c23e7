"""What a name or a title must be: one line that can be read, in the order in which it was written."""

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError

# Line ends and other control characters break mails, feeds and tables; the rest turns the text around it.
# Not those from 80 to 9f: real shops' lists hold them, as what is left of a Windows trade mark sign.
_UNRULY: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(text: str) -> None:
    """Refuse a text of several lines, one that steers how others are shown, and one that nobody can see."""
    if _UNRULY.search(text):
        raise ValidationError("Keep it on one line, without control characters.")
    if text and not any(_is_seen(char) for char in text):
        raise ValidationError("This can't be seen: it holds no letter, digit or sign.")


def _is_seen(char: str) -> bool:
    return unicodedata.category(char)[0] not in "CZ"
