from nexus.commerce.aftersales.actions.answering import approve_return, reject_return, withdraw_return
from nexus.commerce.aftersales.actions.cancelling import cancel_order, cancel_part
from nexus.commerce.aftersales.actions.receiving import receive_return
from nexus.commerce.aftersales.actions.refunding import refund_sale
from nexus.commerce.aftersales.actions.requesting import request_return

__all__ = [
    "approve_return",
    "cancel_order",
    "cancel_part",
    "receive_return",
    "refund_sale",
    "reject_return",
    "request_return",
    "withdraw_return",
]
