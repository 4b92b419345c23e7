import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Spacer

from nexus.commerce.documents.models import Contents, Document, DocumentKind
from nexus.commerce.documents.pdf import blocks
from nexus.commerce.documents.pdf.letters import load_fonts
from nexus.commerce.documents.pdf.styles import HAIR, MARGIN, quiet

_FOOT = 24 * mm


def draw(document: Document) -> bytes:
    """Draw a document on A4; the same document gives the same bytes."""
    load_fonts()
    says, paper = document.contents, io.BytesIO()
    width, height = A4
    frame = Frame(MARGIN, _FOOT, width - 2 * MARGIN, height - MARGIN - _FOOT, 0, 0, 0, 0)
    template = BaseDocTemplate(
        paper,
        pagesize=A4,
        title=f"{DocumentKind(document.kind).label} {document.called}",
        author=says.seller.name,
        creator="Nexus",
        lang="en",
        invariant=True,
    )
    template.addPageTemplates([PageTemplate(frames=[frame])])
    template.build(_story(document, says), canvasmaker=_numbered(document, says))
    return paper.getvalue()


def _story(document: Document, says: Contents) -> list[Any]:
    return [
        blocks.head(document, says),
        Spacer(0, 12 * mm),
        blocks.parties(document, says),
        Spacer(0, 12 * mm),
        blocks.lines(says),
        Spacer(0, 7 * mm),
        blocks.sums(says),
        Spacer(0, 9 * mm),
        *blocks.closing(says),
    ]


def _numbered(document: Document, says: Contents) -> type[Canvas]:
    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        """Draws the foot of each page last: only then it is known how many there are."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802 (reportlab's own name)
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _foot(self, document, says, f"Page {number} of {len(self._pages)}")
                super().showPage()
            super().save()

    return Numbered


def _foot(canvas: Canvas, document: Document, says: Contents, page: str) -> None:
    width = A4[0] - 2 * MARGIN
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, 18 * mm, MARGIN + width, 18 * mm)
    left = quiet(f"{says.seller.name} · {document.called}", 7.5)
    right = quiet(page, 7.5, alignment=2)
    for words, start, wide in ((left, 0, 130 * mm), (right, 130 * mm, width - 130 * mm)):
        _, tall = words.wrap(wide, 10 * mm)
        words.drawOn(canvas, MARGIN + start, 17 * mm - tall)
