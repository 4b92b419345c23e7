"""Paying, giving back, and making sure that what the provider says and what we say is the same."""

from nexus.commerce.payments.actions.booking import settle_refund
from nexus.commerce.payments.actions.paying import confirm_payment, give_up_payment, is_under_way, pay_order
from nexus.commerce.payments.actions.receiving import (
    handle_receipt,
    handle_receipts_left_over,
    receive_webhook,
)
from nexus.commerce.payments.actions.reconciling import reconcile
from nexus.commerce.payments.actions.refundable import LineToRefund
from nexus.commerce.payments.actions.refunds import open_refund, refund_part, send_refund
from nexus.commerce.payments.actions.settling import settle, settle_free_order
from nexus.commerce.payments.actions.sweeping import settle_left_over

__all__ = [
    "LineToRefund",
    "confirm_payment",
    "give_up_payment",
    "handle_receipt",
    "handle_receipts_left_over",
    "is_under_way",
    "open_refund",
    "pay_order",
    "receive_webhook",
    "reconcile",
    "refund_part",
    "send_refund",
    "settle",
    "settle_free_order",
    "settle_left_over",
    "settle_refund",
]
