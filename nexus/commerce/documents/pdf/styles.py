from decimal import Decimal
from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from nexus.commerce.documents.pdf.letters import BOLD, PLAIN, marked
from nexus.kernel.kit.money import places

INK: Final[Color] = HexColor("#16202b")
QUIET: Final[Color] = HexColor("#66727f")
ACCENT: Final[Color] = HexColor("#1f5fbf")
HAIR: Final[Color] = HexColor("#d9dfe6")
TINT: Final[Color] = HexColor("#f2f6fb")

MARGIN: Final = 20 * mm


def style(size: float = 9, **more: Any) -> ParagraphStyle:
    """Set text in the house's ink, with lines that breathe; words longer than a line are cut."""
    given = {"fontName": PLAIN, "textColor": INK, "leading": size * 1.4, "splitLongWords": 1} | more
    return ParagraphStyle("", fontSize=size, **given)


def text(words: str, size: float = 9, **more: Any) -> Paragraph:
    """Set a text that somebody wrote: nothing in it is markup."""
    return Paragraph(marked(words), style(size, **more))


def bold(words: str, size: float = 9, **more: Any) -> Paragraph:
    """Set a text in bold."""
    return text(words, size, fontName=BOLD, **more)


def quiet(words: str, size: float = 8, **more: Any) -> Paragraph:
    """Set a text that stays behind the others."""
    return text(words, size, textColor=QUIET, **more)


def figure(words: str, size: float = 9, **more: Any) -> Paragraph:
    """Set a figure, which stands to the right."""
    return text(words, size, alignment=TA_RIGHT, **more)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount with the places that its currency has, thousands apart; the sign is a true minus."""
    return f"{amount:,.{places(currency)}f}".replace("-", "\N{MINUS SIGN}")


def percent(rate: Decimal) -> str:
    """Write a rate without the zeros that say nothing."""
    return f"{rate.normalize():f} %"
