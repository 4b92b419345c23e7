"""Descriptions that come as HTML, brought to the plain text that a product has."""

import re
from html import unescape
from typing import Final

import nh3

_LINE_ENDS: Final = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6]|/ul|/ol|/table)\b[^>]*>", re.IGNORECASE)
_LISTED: Final = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"[<&]")
_SPACES: Final = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but the single spaces, which stay as they are
_BLANK_LINES: Final = re.compile(r" ?\n ?(?:\n ?)+")


def plain_text(html: str) -> str:
    """Give the words of HTML: paragraphs and list entries on lines of their own, no tag, script or style."""
    if not _MARKUP.search(html):
        return html
    marked = _LISTED.sub("- ", _LINE_ENDS.sub("\n", html))
    text = unescape(nh3.clean(marked, tags=set()))
    return _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
