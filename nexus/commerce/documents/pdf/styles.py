from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from nexus.commerce.documents.pdf.letters import BOLD, PLAIN, marked
from nexus.commerce.documents.pdf.righttoleft import as_seen
from nexus.kernel.kit.money import places

INK: Final[Color] = HexColor("#16202b")
QUIET: Final[Color] = HexColor("#66727f")
ACCENT: Final[Color] = HexColor("#1f5fbf")
HAIR: Final[Color] = HexColor("#d9dfe6")
TINT: Final[Color] = HexColor("#f2f6fb")

MARGIN: Final = 20 * mm


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A text whose lines, once they are broken, stand in the order in which they are seen."""

    def breakLines(self, width: Any) -> Any:  # noqa: N802 (reportlab's own name)
        """Break it into lines, and turn those around that are read from the right."""
        broken = super().breakLines(width)
        if broken.kind == 0:
            broken.lines = [(space, as_seen(" ".join(words)).split(" ")) for space, words in broken.lines]
        else:
            for line in broken.lines:
                line.words = self._as_seen(line.words)
        return broken

    def _as_seen(self, runs: Sequence[Any]) -> list[Any]:
        line = "".join(run.text for run in runs)
        seen = as_seen(line)
        if seen == line:
            return list(runs)
        fonts = {letter: run.fontName for run in runs for letter in run.text}
        # A bracket that was mirrored may be none of them.
        found = groupby(seen, lambda letter: fonts.get(letter, self.style.fontName))
        return [runs[0].clone(text="".join(letters), fontName=font) for font, letters in found]


def style(size: float = 9, **more: Any) -> ParagraphStyle:
    """Set text in the house's ink, with lines that breathe; words longer than a line are cut."""
    given = {"fontName": PLAIN, "textColor": INK, "leading": size * 1.4, "splitLongWords": 1} | more
    return ParagraphStyle("", fontSize=size, **given)


def text(words: str, size: float = 9, **more: Any) -> Text:
    """Set a text that somebody wrote: nothing in it is markup."""
    return Text(marked(words), style(size, **more))


def bold(words: str, size: float = 9, **more: Any) -> Text:
    """Set a text in bold."""
    return text(words, size, fontName=BOLD, **more)


def quiet(words: str, size: float = 8, **more: Any) -> Text:
    """Set a text that stays behind the others."""
    return text(words, size, textColor=QUIET, **more)


def figure(words: str, size: float = 9, **more: Any) -> Text:
    """Set a figure, which stands to the right."""
    return text(words, size, alignment=TA_RIGHT, **more)


def money(amount: Decimal, currency: str) -> str:
    """Write an amount with the places that its currency has, thousands apart; the sign is a true minus."""
    return f"{amount:,.{places(currency)}f}".replace("-", "\N{MINUS SIGN}")


def percent(rate: Decimal) -> str:
    """Write a rate without the zeros that say nothing."""
    return f"{rate.normalize():f} %"
