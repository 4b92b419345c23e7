"""Webhooks in: kept as they come, answered at once, and handled afterwards, once."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from nexus.commerce.payments.actions.booking import settle_refund
from nexus.commerce.payments.actions.settling import settle
from nexus.commerce.payments.events import ProviderNotified
from nexus.commerce.payments.models import Payment, Receipt, Refund
from nexus.commerce.payments.providers import offered, reader_named
from nexus.commerce.payments.providers.base import ChargeTold, ReturnTold
from nexus.kernel.api.errors import NotFound
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM

logger = logging.getLogger(__name__)

# The relay brings a receipt within a second; what lies longer was left over. Nobody waits for it for days.
LEFT_OVER_AFTER: Final = timedelta(minutes=2)
GIVEN_UP_AFTER: Final = timedelta(days=3)
AT_ONCE: Final = 500


@transaction.atomic
def receive_webhook(provider: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Keep what a provider sent, once for each event; False for a replay, ForgedWebhook for a forgery."""
    if provider not in offered():
        raise NotFound
    notice = reader_named(provider).read_webhook(body, headers)
    receipt_id = Receipt.objects.keep(provider, notice.event_id, notice.kind, notice.payload)
    if receipt_id is None:
        return False
    publish(ProviderNotified(receipt_id), actor=SYSTEM)
    return True


@transaction.atomic
def handle_receipt(receipt_id: int) -> None:
    """Take over what a webhook says; handled once, however often this is called."""
    receipt = Receipt.objects.select_for_update().get(pk=receipt_id)
    if receipt.handled_at is not None:
        return
    told = reader_named(receipt.provider).meaning_of(receipt.payload)
    receipt.outcome = _take_over(told)[:200]
    receipt.handled_at = timezone.now()
    receipt.save(update_fields=["outcome", "handled_at"])


def handle_receipts_left_over() -> int:
    """Handle what nobody has handled yet, each by itself, and count what was."""
    left = Receipt.objects.left_over(older=LEFT_OVER_AFTER, younger=GIVEN_UP_AFTER)
    return sum(_handled(receipt) for receipt in left[:AT_ONCE])


def _handled(receipt: Receipt) -> bool:
    try:
        handle_receipt(receipt.pk)
    except Exception as error:
        logger.exception("A webhook could not be handled", extra={"receipt": receipt.pk})
        Receipt.objects.filter(pk=receipt.pk).update(outcome=str(error)[:200])
        return False
    return True


def _take_over(told: ChargeTold | ReturnTold | None) -> str:
    match told:
        case ChargeTold(key, outcome) if Payment.objects.filter(pk=key).exists():
            return f"payment is {settle(key, outcome).status}"
        case ReturnTold(key, outcome) if Refund.objects.filter(pk=key).exists():
            return f"refund is {settle_refund(key, outcome).status}"
        case None:
            return "nothing to do"
    return "not of this site"
