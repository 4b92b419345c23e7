"""Signatures as the Standard Webhooks specification has them: HMAC-SHA256 over id, time and body."""

import hmac
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Final

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"


def sign(secret: bytes, event_id: str, body: bytes, *, at: int, also: Sequence[bytes] = ()) -> dict[str, str]:
    """Give the headers that prove who sent a body, and when.

    also: further secrets that are good as well, while a receiver changes from one to the next.
    """
    signatures = (f"v1,{signature(key, event_id, at, body)}" for key in (secret, *also))
    return {ID: event_id, TIMESTAMP: str(at), SIGNATURE: " ".join(signatures)}


def signature(secret: bytes, event_id: str, at: int, body: bytes) -> str:
    """Give the bare signature, in base64."""
    signed = b".".join((event_id.encode(), str(at).encode(), body))
    return b64encode(hmac.digest(secret, signed, sha256)).decode()
