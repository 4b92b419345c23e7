"""Which font has which letters: DejaVu and the site's are embedded; those of East Asia are the reader's."""

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from nexus.commerce.documents.pdf.righttoleft import joined

PLAIN: Final = "DejaVuSansCondensed"
BOLD: Final = "DejaVuSansCondensed-Bold"

_FOLDER: Final = Path(__file__).parent / "fonts"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
# Each has the letters of its country's old character set, which Python knows.
_OLD_SETS: Final = {_CHINESE: "gbk", _JAPANESE: "euc_jis_2004", _KOREAN: "cp949"}
_RARE_SIGNS: Final = 0x20000  # in hardly any set; in names, such as 𠮷野, they are Japanese
_KANA: Final = ((0x3040, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9D))
_HANGUL: Final = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))


@cache
def load_fonts() -> dict[str, frozenset[int]]:
    """Make the fonts known to reportlab, once a process; gives the letters of those that are embedded."""
    files = [_FOLDER / f"{PLAIN}.ttf", *map(Path, settings.INVOICE_FONTS)]
    for file in (*files, _FOLDER / f"{BOLD}.ttf"):
        pdfmetrics.registerFont(TTFont(file.stem, file))
    pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in _OLD_SETS:
        font = UnicodeCIDFont(name)
        # reportlab writes UTF-16 in any case: said so, letters beyond the first 65,536 are found too.
        font.encodingName = font.encodingName.replace("UCS2", "UTF16")
        pdfmetrics.registerFont(font)
    return {file.stem: frozenset(pdfmetrics.getFont(file.stem).face.charToGlyph) for file in files}


def marked(text: str) -> str:
    """Write a text for a paragraph: nothing in it is markup, and each letter is in a font that has it."""
    shaped, readers = joined(text), _readers_fonts(text)
    runs = groupby(shaped, lambda letter: _font_of(letter, readers))
    return "".join(_in(font, "".join(letters)) for font, letters in runs)


def _in(font: str, letters: str) -> str:
    written = escape(letters)
    return written if font == PLAIN else f'<font name="{font}">{written}</font>'


def _font_of(letter: str, readers: Iterable[str]) -> str:
    embedded = (font for font, letters in load_fonts().items() if ord(letter) in letters)
    theirs = (font for font in readers if _has(font, letter))
    return next(embedded, None) or next(theirs, PLAIN)  # one that nobody has is shown as a box


def _has(font: str, letter: str) -> bool:
    if ord(letter) >= _RARE_SIGNS:
        return font == _JAPANESE
    try:
        return bool(letter.encode(_OLD_SETS[font]))
    except UnicodeEncodeError:
        return False


def _readers_fonts(text: str) -> list[str]:
    # The signs that the three share are written as in the language that the rest of the text is in.
    if any(_within(letter, _HANGUL) for letter in text):
        return [_KOREAN, _JAPANESE, _CHINESE]
    if any(_within(letter, _KANA) for letter in text):
        return [_JAPANESE, _CHINESE, _KOREAN]
    return [_CHINESE, _JAPANESE, _KOREAN]


def _within(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)
