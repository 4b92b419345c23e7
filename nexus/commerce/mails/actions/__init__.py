from nexus.commerce.mails.actions.after import (
    tell_refund_failed,
    tell_refunded,
    tell_return_answered,
    tell_return_asked,
)
from nexus.commerce.mails.actions.cancelled import tell_order_cancelled, tell_part_cancelled
from nexus.commerce.mails.actions.orders import tell_paid, tell_placed
from nexus.commerce.mails.actions.parcels import tell_parcel
from nexus.commerce.mails.actions.payouts import tell_payout_account, tell_payout_skipped

__all__ = [
    "tell_order_cancelled",
    "tell_paid",
    "tell_parcel",
    "tell_part_cancelled",
    "tell_payout_account",
    "tell_payout_skipped",
    "tell_placed",
    "tell_refund_failed",
    "tell_refunded",
    "tell_return_answered",
    "tell_return_asked",
]
