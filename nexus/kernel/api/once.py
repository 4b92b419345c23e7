"""Once, however often it is asked for: what stands behind an Idempotency-Key, at every door.

The key is taken in the transaction of the effect, so that a crash undoes both. Refusals and failures are
rolled back with everything else: nothing happened, so the same key may be tried again once the cause is
mended.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.errors import LockNotAvailable

from nexus.kernel.api.errors import Conflict, MalformedRequest
from nexus.kernel.api.exceptions import IdempotencyMismatch
from nexus.kernel.api.models import KEY_LENGTH, ROUTE_LENGTH, Claim, OnceAnswered
from nexus.kernel.kit.actor import Actor

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"


def claim_of(request: HttpRequest, actor: Actor, route: str) -> Claim | None:
    """Read the claim that a request makes to a route; None without a key, or without a sign-in."""
    key = request.headers.get(HEADER)
    if key is None or actor.id is None:
        return None  # a visitor's request has no one to belong to; what needs a sign-in refuses it anyway
    if not (1 <= len(key) <= KEY_LENGTH and all("!" <= char <= "~" for char in key)):
        raise MalformedRequest(f"{HEADER} takes 1 to {KEY_LENGTH} visible ASCII characters.")
    return Claim(actor.id, route[:ROUTE_LENGTH], key)


def answer_once(claim: Claim, said: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer as the first time, if there was one; else answer now, and keep it with its effect.

    `said` is what tells a request from another one under the same key. An `answer` of which nothing is to
    stay sets the transaction to be rolled back: it is given, and not kept.
    """
    request_hash = sha256(msgspec.json.encode(said, order="deterministic")).digest()
    with transaction.atomic():
        taken = _take(claim, request_hash)
        if taken is None:
            return _same_answer(claim, request_hash)
        first = answer()
        if not transaction.get_rollback():
            headers = {name: value for name, value in first.items() if name == "Location"}
            OnceAnswered.objects.filter(pk=taken).update(
                status=first.status_code, headers=headers, body=first.content
            )
        return first


def _take(claim: Claim, request_hash: bytes) -> int | None:
    try:
        return OnceAnswered.objects.claim(claim, request_hash)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Conflict(
                "A request with this Idempotency-Key is being answered. Try again in a moment."
            ) from error
        raise


def _same_answer(claim: Claim, request_hash: bytes) -> HttpResponse:
    kept = OnceAnswered.objects.under(claim).first()
    if kept is None:  # it outlived its day between two statements
        raise Conflict("This Idempotency-Key has just ended. Send the request again.")
    if bytes(kept.request_hash) != request_hash:
        raise IdempotencyMismatch
    return HttpResponse(
        bytes(kept.body),
        status=kept.status,
        headers={**kept.headers, REPLAYED: "true"},
        content_type="application/json",
    )
