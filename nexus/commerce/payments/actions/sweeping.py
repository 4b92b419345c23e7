"""What a crash or a silent provider left over: asked for again until it has an end."""

import logging
from datetime import timedelta
from typing import Final

from django.utils import timezone

from nexus.commerce.payments.actions.paying import asked_before
from nexus.commerce.payments.actions.refunds import send_refund
from nexus.commerce.payments.actions.settling import settle
from nexus.commerce.payments.exceptions import ProviderSilent
from nexus.commerce.payments.models import Payment, PaymentStatus, Refund, RefundStatus
from nexus.commerce.payments.providers import provider_named
from nexus.commerce.payments.providers.base import Outcome, Result

logger = logging.getLogger(__name__)

# A question takes seconds: what has waited for minutes is nobody's any more.
ASKED_AFTER: Final = timedelta(minutes=2)
# No provider takes a request that was on its way for so long.
NEVER_ARRIVED_AFTER: Final = timedelta(minutes=10)
# How long a customer may take over the second step.
STEP_TAKES: Final = timedelta(minutes=30)
AT_ONCE: Final = 200


def settle_left_over() -> int:
    """Ask the providers what came of payments and refunds under way for long, and count those that ended."""
    payments = Payment.objects.left_over(ASKED_AFTER)[:AT_ONCE]
    refunds = Refund.objects.left_over(ASKED_AFTER)[:AT_ONCE]
    return sum(map(_payment_ended, payments)) + sum(map(_refund_ended, refunds))


def _payment_ended(payment: Payment) -> bool:
    try:
        if outcome := _found_out(payment):
            return not settle(payment.pk, outcome).is_under_way
        Payment.objects.note_silence(payment.pk)
    except ProviderSilent:
        Payment.objects.note_silence(payment.pk)
    except Exception:
        logger.exception("A payment could not be settled", extra={"payment": str(payment.pk)})
    return False


def _refund_ended(refund: Refund) -> bool:
    try:
        return send_refund(refund.pk).status != RefundStatus.PROCESSING
    except Exception:
        logger.exception("A refund could not be sent", extra={"refund": str(refund.pk)})
        return False


def _found_out(payment: Payment) -> Outcome | None:
    provider, asked = provider_named(payment.provider), asked_before(payment)
    age = timezone.now() - payment.created_at
    if payment.status == PaymentStatus.REQUIRES_ACTION and age > STEP_TAKES:
        return provider.cancel(asked) or Outcome(Result.CANCELLED, "")
    outcome = provider.look_up(asked)
    if outcome is None and age > NEVER_ARRIVED_AFTER:
        return Outcome(Result.CANCELLED, "", reason="The request never reached the provider.")
    return outcome
