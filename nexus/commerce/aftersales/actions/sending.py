from django.db import transaction

from nexus.commerce.payments.actions import send_refund
from nexus.commerce.payments.models import Refund, RefundStatus


def send_after_commit(refund: Refund) -> None:
    """Have the money given back once what it is for is certain.

    No provider is asked inside a transaction, and what was free is booked after it too: the ledger's locks
    come after those of stock and coupons, which this transaction may still take. Where this process dies in
    between, the payments' own sweeper finds the refund; asked twice under one key, a provider pays once.
    """
    if refund.status == RefundStatus.PROCESSING:  # else it was opened by the same request before
        transaction.on_commit(lambda: send_refund(refund.pk), robust=True)
