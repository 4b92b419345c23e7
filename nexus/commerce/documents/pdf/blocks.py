"""The parts of a document, from top to bottom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, Table

from nexus.commerce.documents.models import Contents, Document, DocumentKind
from nexus.commerce.documents.models.contents import Party
from nexus.commerce.documents.pdf.letters import BOLD
from nexus.commerce.documents.pdf.styles import (
    ACCENT,
    HAIR,
    QUIET,
    TINT,
    bold,
    figure,
    money,
    percent,
    quiet,
    text,
)

WIDTH: Final = 170 * mm
NONE: Final = "\N{EN DASH}"
_BARE: Final = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]

Cells = list[list[Any]]


def head(document: Document, says: Contents) -> Table:
    """Draw who writes, on the left, and what this is, on the right."""
    what = DocumentKind(document.kind).label
    right = {"alignment": TA_RIGHT}
    return _bare(
        [
            [
                [bold(says.seller.name, 15, leading=19), *_small(says.seller)],
                [
                    bold(what, 20, textColor=ACCENT, leading=24, **right),
                    text(document.called, 11, textColor=QUIET, **right),
                ],
            ]
        ],
        [110 * mm, 60 * mm],
    )


def parties(document: Document, says: Contents) -> Table:
    """Draw for whom it is, where the things go, and the facts."""
    facts = [("Number", document.called), ("Date", _day(document.issued_at))]
    if says.invoice:
        facts += [("For invoice", says.invoice)]
    facts += [("Order", says.order), ("Ordered", _day(says.ordered_at))]
    if says.paid_at and not says.invoice:
        facts += [("Paid", _day(says.paid_at))]
    table = _bare([[quiet(name), figure(value)] for name, value in facts], [20 * mm, 38 * mm])
    return _bare(
        [[_addressed("Bill to", says.buyer), _addressed("Ship to", says.ship_to), table]],
        [56 * mm, 56 * mm, 58 * mm],
    )


def lines(says: Contents) -> Table:
    """Draw what was sold, or is given back for; the head stands on every page that it runs over."""
    is_credit, has_discount = bool(says.invoice), any(line.discount for line in says.lines)
    titles = ["Description", "Quantity", *([] if is_credit else ["Unit price"])]
    titles += [*(["Discount"] if has_discount else []), "Tax", "Amount"]
    cells: Cells = [[quiet(titles[0]), *(quiet(title, alignment=TA_RIGHT) for title in titles[1:])]]
    for line in says.lines:
        row: list[Any] = [
            _described(line.name, line.details),
            figure(str(line.quantity) if line.quantity else NONE),
        ]
        if not is_credit:
            row.append(figure(money(line.unit_price or line.amount, says.currency)))
        if has_discount:
            row.append(figure(money(-line.discount, says.currency) if line.discount else NONE))
        cells.append([*row, figure(percent(line.tax_rate)), figure(money(line.amount, says.currency))])
    wide = [17 * mm, *([] if is_credit else [23 * mm]), *([20 * mm] if has_discount else [])]
    wide += [15 * mm, 26 * mm]
    return Table(
        cells,
        [WIDTH - sum(wide), *wide],
        repeatRows=1,
        style=[
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.5, HAIR),
        ],
    )


def sums(says: Contents) -> Flowable:
    """Draw the taxes by rate, on the left, and what it comes to, on the right."""
    return KeepTogether([_bare([[_taxes(says), "", _totals(says)]], [82 * mm, 14 * mm, 74 * mm])])


def _taxes(says: Contents) -> Flowable | str:
    if not says.taxes:
        return ""
    titles = ["Tax", "Net", "Tax amount", "Gross"]
    cells: Cells = [[quiet(titles[0], 7.5), *(quiet(title, 7.5, alignment=TA_RIGHT) for title in titles[1:])]]
    for tax in says.taxes:
        called = tax.name if tax.rate is None else f"{tax.name} {percent(tax.rate)}".strip()
        amounts = [money(amount, says.currency) for amount in (tax.net, tax.tax, tax.net + tax.tax)]
        cells.append([quiet(called), *(quiet(amount, alignment=TA_RIGHT) for amount in amounts)])
    thin = [("LINEBELOW", (0, 0), (-1, 0), 0.5, HAIR), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5)]
    return Table(cells, [28 * mm, 18 * mm, 18 * mm, 18 * mm], style=[*_BARE, *thin])


def _totals(says: Contents) -> Table:
    totals = says.totals
    rows = [("Goods", totals.goods)]
    if totals.shipping or not says.invoice:
        rows += [(f"Shipping: {says.shipping}" if says.shipping else "Shipping", totals.shipping)]
    if totals.tax_added:
        rows += [("Tax", totals.tax_added)]
    cells: Cells = [[text(name), figure(money(amount, says.currency))] for name, amount in rows]
    what = "Given back" if says.invoice else "Total"
    whole = f"{money(totals.total, says.currency)} {says.currency}"
    cells.append([bold(what, 11), figure(whole, 11, fontName=BOLD)])
    if totals.tax_included:
        cells.append(
            [quiet("of which tax"), figure(money(totals.tax_included, says.currency), 8, textColor=QUIET)]
        )
    whole_row = len(rows)
    return Table(
        cells,
        [36 * mm, 38 * mm],
        style=[
            ("LEFTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (1, whole_row), (1, whole_row), 6),
            ("TOPPADDING", (0, 0), (-1, -1), 3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("BACKGROUND", (0, whole_row), (-1, whole_row), TINT),
            ("LINEABOVE", (0, whole_row), (-1, whole_row), 1, ACCENT),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ],
    )


def closing(says: Contents) -> list[Paragraph]:
    """Say what happened with the money."""
    if says.invoice:
        because = f" Reason: {says.reason}" if says.reason else ""
        return [
            quiet(
                f"This corrects invoice {says.invoice}. The amount went back the way it was paid.{because}", 9
            )
        ]
    if says.paid_at:
        return [
            quiet(f"Paid on {_day(says.paid_at)}. Nothing is left to be paid. Thank you for your order.", 9)
        ]
    return []


def _addressed(title: str, party: Party | None) -> list[Paragraph]:
    if party is None:
        return []
    return [quiet(title), bold(party.name), *(text(line) for line in party.lines)]


def _small(party: Party) -> list[Paragraph]:
    about = [*party.lines, *([f"Tax number {party.tax_number}"] if party.tax_number else [])]
    return [quiet(" · ".join(about), 8)] if about else []


def _described(name: str, details: str) -> list[Paragraph]:
    return [text(name), *([quiet(details)] if details else [])]


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _bare(cells: Sequence[Sequence[Any]], wide: Sequence[float]) -> Table:
    return Table([list(row) for row in cells], list(wide), style=_BARE)
