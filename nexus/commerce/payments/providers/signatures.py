"""Webhooks that providers sign: whether they are what they say, and from now."""

import hmac
from collections.abc import Mapping
from time import time
from typing import Final

from nexus.commerce.payments.exceptions import ForgedWebhook
from nexus.kernel.kit.signatures import ID, SIGNATURE, TIMESTAMP, sign, signature

__all__ = ["sign", "verify"]

TOLERANCE_S: Final = 300
_LONGEST_STAMP: Final = 12  # digits: enough for 30,000 years, and for no number that can't be reckoned with


def verify(secret: bytes, body: bytes, headers: Mapping[str, str]) -> str:
    """Give the event's id; ForgedWebhook where the signature is missing or wrong, or the time isn't now."""
    event_id, stamp, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    if not (event_id and stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_STAMP):
        raise ForgedWebhook
    if abs(time() - int(stamp)) > TOLERANCE_S:
        raise ForgedWebhook
    wanted = f"v1,{signature(secret, event_id, int(stamp), body)}".encode()
    # While a secret is changed, a sender signs with both.
    if not any(hmac.compare_digest(one.encode(), wanted) for one in given.split(" ")):
        raise ForgedWebhook
    return event_id
