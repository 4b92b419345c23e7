"""The sandbox's webhooks: as unreliable as real ones, and always in the same way.

Each is sent twice, and late by a delay that its id decides, so that later ones overtake earlier ones.
"""

import http.client
import json
import logging
from datetime import timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nexus.commerce.payments.models.sandbox import SandboxCharge, SandboxRefund, SandboxWebhook
from nexus.commerce.payments.providers.signatures import sign

logger = logging.getLogger(__name__)

PATH: Final = "/api/payments/webhooks/sandbox/"
LATEST_S: Final = 6
REPEAT_AFTER_S: Final = 20
TIME_OUT_S: Final = 5
AT_ONCE: Final = 100


def secret() -> bytes:
    """Give the secret that the sandbox and this site share."""
    return salted_hmac("nexus.payments.sandbox", "webhooks", algorithm="sha256").digest()


def announce_charge(charge: SandboxCharge) -> None:
    """Put down a notice of how a charge stands, to be sent."""
    _put_down(
        f"charge.{charge.status}",
        {
            "key": str(charge.key),
            "reference": charge.reference,
            "status": charge.status,
            "reason": charge.reason,
            "amount": str(charge.amount),
            "currency": charge.currency,
        },
    )


def announce_refund(refund: SandboxRefund) -> None:
    """Put down a notice of a refund, to be sent."""
    data = {"key": str(refund.key), "reference": refund.reference, "status": "succeeded"}
    _put_down("refund.succeeded", data | {"amount": str(refund.amount)})


def send_due_webhooks() -> int:
    """Send what is due to this site's own address, and count what it took; the rest is tried again."""
    with transaction.atomic(durable=True):
        taken = SandboxWebhook.objects.take_due(AT_ONCE)
    return sum(_send(webhook) for webhook in taken)


def _put_down(kind: str, data: dict[str, Any]) -> None:
    event_id, now = f"evt_{token_hex(12)}", timezone.now()
    payload = {"id": event_id, "type": kind, "created": now.isoformat(), "data": data}
    chance = sha256(event_id.encode()).digest()
    late = timedelta(seconds=chance[0] % LATEST_S)
    again = late + timedelta(seconds=1 + chance[1] % REPEAT_AFTER_S)
    SandboxWebhook.objects.bulk_create(
        SandboxWebhook(event_id=event_id, kind=kind, payload=payload, due_at=now + delay)
        for delay in (late, again)
    )


def _send(webhook: SandboxWebhook) -> bool:
    body, now = json.dumps(webhook.payload).encode(), timezone.now()
    headers = sign(secret(), webhook.event_id, body, at=int(now.timestamp()))
    try:
        status = _post(body, headers | {"Content-Type": "application/json"})
    except (OSError, http.client.HTTPException) as error:
        logger.warning("The sandbox can't reach this site: %s", error)
        return False
    if status != http.HTTPStatus.OK:
        return False
    webhook.was_sent(now)
    return True


def _post(body: bytes, headers: dict[str, str]) -> int:
    site = urlsplit(settings.SITE_URL)
    kind = http.client.HTTPSConnection if site.scheme == "https" else http.client.HTTPConnection
    line = kind(site.netloc, timeout=TIME_OUT_S)
    try:
        line.request("POST", PATH, body, headers)
        return line.getresponse().status
    finally:
        line.close()
