from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db import transaction

from nexus.commerce.documents.actions.invoices import details_of, issue_invoice
from nexus.commerce.documents.actions.numbering import issue
from nexus.commerce.documents.actions.parties import buyer_of, seller_of
from nexus.commerce.documents.actions.taxing import Taxed, rate_of, taxes_of
from nexus.commerce.documents.models import Contents, Document, DocumentKind
from nexus.commerce.documents.models.contents import Line, Tax, Totals
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.payments.actions.shares import shipping_paid
from nexus.commerce.payments.models import Refund, RefundLine
from nexus.kernel.kit.money import NOTHING, rounded


@transaction.atomic
def issue_credit_note(refund_id: UUID) -> Document | None:
    """Issue the credit note of a refund that went back, once; None where no money moved, or for no order."""
    refund = Refund.objects.select_related("part__order", "part__seller").get(pk=refund_id)
    if refund.part is None or not refund.amount:
        return None
    part = refund.part
    # The invoice comes first, even if the refund was heard of before the payment.
    invoice = issue_invoice(part)
    return issue(
        DocumentKind.CREDIT_NOTE, part, lambda: _Credit(refund, part, invoice).written(), refund_id=refund.pk
    )


@dataclass(frozen=True)
class _Credit:
    """What goes back of an invoice, after what went back before."""

    refund: Refund
    part: OrderPart
    invoice: Document

    def written(self) -> Contents:
        order = self.part.order
        earlier = [note.contents for note in Document.objects.credits(self.part.pk)]
        refunded = self.refund.lines.select_related("line").order_by("line__name", "id")
        lines = [self._line(each, earlier) for each in refunded]
        shipping_tax = self._shipping_tax(earlier)
        tax = sum((line.tax for line in lines), shipping_tax)
        return Contents(
            seller=seller_of(self.part),
            buyer=buyer_of(order),
            ship_to=None,
            order=order.number,
            ordered_at=order.placed_at,
            paid_at=self.part.paid_at,
            currency=order.currency,
            lines=lines,
            shipping=self.part.shipping_name,
            shipping_tax=shipping_tax,
            taxes=self._taxes(refunded, lines, shipping_tax),
            totals=Totals(
                self.refund.amount - self.refund.shipping,
                self.refund.shipping,
                NOTHING,
                tax,
                self.refund.amount,
            ),
            invoice=self.invoice.called,
            reason=self.refund.reason,
        )

    @cached_property
    def _sold(self) -> list[OrderLine]:
        return list(self.part.lines.all())

    def _line(self, each: RefundLine, earlier: Sequence[Contents]) -> Line:
        line = each.line
        before = sum(
            (note.amount for notes in earlier for note in notes.lines if note.line_id == line.pk), NOTHING
        )
        return Line(
            line_id=line.pk,
            name=line.name,
            details=details_of(line),
            quantity=each.quantity,
            unit_price=None,
            discount=NOTHING,
            tax_rate=line.tax_rate,
            tax=self._part_of(line.tax, before, each.amount, line.total),
            amount=each.amount,
        )

    def _shipping_tax(self, earlier: Sequence[Contents]) -> Decimal:
        before = sum((notes.totals.shipping for notes in earlier), NOTHING)
        whole = shipping_paid(self.part, self._sold)
        return self._part_of(self.part.shipping_tax, before, self.refund.shipping, whole)

    def _part_of(self, tax: Decimal, before: Decimal, amount: Decimal, whole: Decimal) -> Decimal:
        # Rounded as a running sum: the taxes of all credit notes come to the invoice's.
        if not whole:
            return NOTHING
        currency = self.part.order.currency
        return rounded(tax * (before + amount) / whole, currency) - rounded(tax * before / whole, currency)

    def _taxes(
        self, refunded: Iterable[RefundLine], lines: Sequence[Line], shipping_tax: Decimal
    ) -> list[Tax]:
        goods = [
            Taxed(rate_of(each.line), line.amount, line.tax)
            for each, line in zip(refunded, lines, strict=True)
        ]
        return taxes_of(self.part, self._sold, goods, self.refund.shipping, shipping_tax)
