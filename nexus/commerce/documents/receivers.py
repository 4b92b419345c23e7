"""What the documents hear: a document is issued when the money has moved."""

from nexus.commerce.documents.actions import issue_credit_note, issue_invoices
from nexus.commerce.orders.events import OrderPaid
from nexus.commerce.payments.events import RefundSucceeded
from nexus.kernel.events.bus import Heard, hears


@hears(OrderPaid)
def invoice_paid_order(heard: Heard[OrderPaid]) -> None:
    """Issue the invoices of an order that was paid."""
    issue_invoices(heard.fact.order_id)


@hears(RefundSucceeded)
def credit_refund(heard: Heard[RefundSucceeded]) -> None:
    """Issue the credit note of money that went back."""
    issue_credit_note(heard.fact.refund_id)
