from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from nexus.commerce.documents.actions.numbering import issue
from nexus.commerce.documents.actions.parties import buyer_of, receiver_of, seller_of
from nexus.commerce.documents.actions.taxing import Taxed, rate_of, taxes_of
from nexus.commerce.documents.models import Contents, Document, DocumentKind
from nexus.commerce.documents.models.contents import Line, Totals
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.payments.actions.shares import shipping_paid
from nexus.kernel.kit.money import NOTHING


@transaction.atomic
def issue_invoices(order_id: UUID) -> list[Document]:
    """Issue an invoice of each seller's part of a paid order, once; a part that was never paid gets none."""
    # In one order of sellers, so that two orders of the same sellers don't wait for each other in a circle.
    parts = OrderPart.objects.filter(order=order_id, paid_at__isnull=False).order_by("seller_id")
    return [issue_invoice(part) for part in parts.select_related("order", "seller")]


def issue_invoice(part: OrderPart) -> Document:
    """Issue the invoice of a seller's part of an order, once."""
    return issue(DocumentKind.INVOICE, part, lambda: _written(part))


def _written(part: OrderPart) -> Contents:
    order, lines = part.order, list(part.lines.order_by("name", "id"))
    goods = [Taxed(rate_of(line), line.total, line.tax) for line in lines]
    return Contents(
        seller=seller_of(part),
        buyer=buyer_of(order),
        ship_to=receiver_of(order),
        order=order.number,
        ordered_at=order.placed_at,
        paid_at=part.paid_at,
        currency=order.currency,
        lines=[_line(line) for line in lines],
        shipping=part.shipping_name,
        shipping_tax=part.shipping_tax,
        taxes=taxes_of(part, lines, goods, shipping_paid(part, lines), part.shipping_tax),
        totals=_totals(part, lines),
    )


def _line(line: OrderLine) -> Line:
    return Line(
        line_id=line.pk,
        name=line.name,
        details=details_of(line),
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=line.discount,
        tax_rate=line.tax_rate,
        tax=line.tax,
        amount=line.subtotal - line.discount,
    )


def details_of(line: OrderLine) -> str:
    """Tell which variant a line is of."""
    options = [f"{name}: {value}" for name, value in line.options.items()]
    return " · ".join([*options, *([f"SKU {line.sku}"] if line.sku else [])])


def _totals(part: OrderPart, lines: Sequence[OrderLine]) -> Totals:
    goods = sum((line.subtotal - line.discount for line in lines), NOTHING)
    shipping = part.shipping_total - part.shipping_discount
    added = part.total - goods - shipping
    return Totals(goods, shipping, added, part.tax_total - added, part.total)
