"""What moves money between accounts."""

from nexus.commerce.ledger.actions.accounts import (
    payout_account,
    remove_payout_account,
    set_payout_account,
)
from nexus.commerce.ledger.actions.adjustments import adjust_balance
from nexus.commerce.ledger.actions.closing import close_days
from nexus.commerce.ledger.actions.commission import set_commission_rate
from nexus.commerce.ledger.actions.payouts import create_batch, fail_payout, send_batch, settle_batch
from nexus.commerce.ledger.actions.sales import post_refund, post_sale
from nexus.commerce.ledger.actions.shares import SaleShare

__all__ = [
    "SaleShare",
    "adjust_balance",
    "close_days",
    "create_batch",
    "fail_payout",
    "payout_account",
    "post_refund",
    "post_sale",
    "remove_payout_account",
    "send_batch",
    "set_commission_rate",
    "set_payout_account",
    "settle_batch",
]
