"""Which font has which letters: DejaVu is embedded; those of East Asia are the reader's own."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

PLAIN: Final = "DejaVuSansCondensed"
BOLD: Final = "DejaVuSansCondensed-Bold"

_FOLDER: Final = Path(__file__).parent / "fonts"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
_KANA: Final = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
_HANGUL: Final = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))
_HAN: Final = ((0x2E80, 0x303F), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))


@cache
def load_fonts() -> frozenset[int]:
    """Make the fonts known to reportlab, once a process; gives the letters that the embedded ones have."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, _FOLDER / f"{name}.ttf"))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


def marked(text: str) -> str:
    """Write a text for a paragraph: nothing in it is markup, and each letter is in a font that has it."""
    known, others = load_fonts(), _font_of_others(text)
    runs = groupby(
        text, lambda letter: None if ord(letter) in known else others if _is_asian(letter) else None
    )
    return "".join(_in(font, "".join(letters)) for font, letters in runs)


def _in(font: str | None, letters: str) -> str:
    written = escape(letters)
    return f'<font name="{font}">{written}</font>' if font else written


def _font_of_others(text: str) -> str:
    # The signs that the three share are written as in the language that the rest of the text is in.
    if any(_within(letter, _HANGUL) for letter in text):
        return _KOREAN
    return _JAPANESE if any(_within(letter, _KANA) for letter in text) else _CHINESE


def _is_asian(letter: str) -> bool:
    return _within(letter, _KANA + _HANGUL + _HAN)


def _within(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)
