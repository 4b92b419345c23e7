"""Once, however often it is asked for: what stands behind an Idempotency-Key, at every door.

`answer_once`: the key is taken in the transaction of the effect, so that a crash undoes both. Refusals and
failures are rolled back with everything else: nothing happened, so the same key may be tried again once the
cause is mended.

`answer_in_steps`: for an effect that reaches beyond the database, such as a charge, and so takes several
transactions. The key is taken first, and its row stands as begun until the answer is kept with it. Whoever
asks again after a crash runs the same deed anew: it has to be one that goes on from where it was left.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import Error, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.errors import LockNotAvailable

from nexus.kernel.api.errors import Conflict, InternalError, MalformedRequest
from nexus.kernel.api.exceptions import IdempotencyMismatch
from nexus.kernel.api.models import KEY_LENGTH, ROUTE_LENGTH, Claim, OnceAnswered
from nexus.kernel.api.translate import as_error
from nexus.kernel.kit.ids import new_id

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_DEEDS = UUID("0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10")
_deed: ContextVar[int | None] = ContextVar("deed", default=None)


def claim_of(request: HttpRequest, principal: UUID | None, route: str) -> Claim | None:
    """Read the claim that a request makes to a route; None without a key, or without anyone to belong to."""
    key = request.headers.get(HEADER)
    if key is None or principal is None:
        return None
    if not (1 <= len(key) <= KEY_LENGTH and all("!" <= char <= "~" for char in key)):
        raise MalformedRequest(f"{HEADER} takes 1 to {KEY_LENGTH} visible ASCII characters.")
    return Claim(principal, route[:ROUTE_LENGTH], key)


def answer_once(claim: Claim, said: Any, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer as the first time, if there was one; else answer now, and keep it with its effect.

    `said` is what tells a request from another one under the same key. An `answer` of which nothing is to
    stay sets the transaction to be rolled back: it is given, and not kept.
    """
    request_hash = _hash_of(said)
    with transaction.atomic():
        taken = _take(claim, request_hash)
        if taken is None:
            return _replayed(_kept(claim, request_hash))
        first = answer()
        if not transaction.get_rollback():
            OnceAnswered.objects.keep(taken, first.status_code, _location(first), first.content)
        return first


def answer_in_steps(
    claim: Claim, said: Any, answer: Callable[[], HttpResponse], *, status_of: Callable[[HttpResponse], int]
) -> HttpResponse:
    """Answer as the first time, if there was one; else answer now, or go on where a crash ended the first.

    `answer` runs outside of any transaction of ours. A refusal, raised or given, gives the key back, since
    nothing is to come of it; after a failure it stays begun. `status_of` an answer tells which it is.
    """
    request_hash = _hash_of(said)
    with _alone(claim):
        taken = _take(claim, request_hash)
        if taken is None:
            kept = _kept(claim, request_hash)
            if kept.is_answered:
                return _replayed(kept)
            taken = kept.pk
        first = _answer_or_give_back(taken, answer)
        status = status_of(first)
        if MalformedRequest.status <= status < InternalError.status:
            OnceAnswered.objects.give_back(taken)
        elif status < InternalError.status and not OnceAnswered.objects.keep(
            taken, first.status_code, _location(first), first.content
        ):
            return _replayed(_kept(claim, request_hash))
        return first


def deed_id(name: str) -> UUID:
    """Name what a resumable request does, so that the same one, run again after a crash, finds it again.

    Under an Idempotency-Key it is the same each time; without one, each call is a deed of its own.
    """
    taken = _deed.get()
    return new_id() if taken is None else uuid5(_DEEDS, f"{taken} {name}")


def _answer_or_give_back(taken: int, answer: Callable[[], HttpResponse]) -> HttpResponse:
    told = _deed.set(taken)
    try:
        return answer()
    except Exception as error:
        known = as_error(error)
        if known is not None and known.status < InternalError.status:
            OnceAnswered.objects.give_back(taken)
        raise
    finally:
        _deed.reset(told)


@contextmanager
def _alone(claim: Claim) -> Iterator[None]:
    # It spares the world outside from being asked by rivals at once. The server frees it with the connection
    # of a process that dies. Were it lost, one effect and one answer would still hold.
    with _told_of_rivals():
        OnceAnswered.objects.wait_for(claim)
    try:
        yield
    finally:
        with suppress(Error):
            OnceAnswered.objects.let_go(claim)


@contextmanager
def _told_of_rivals() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Conflict(
                "A request with this Idempotency-Key is being answered. Try again in a moment."
            ) from error
        raise


def _take(claim: Claim, request_hash: bytes) -> int | None:
    with _told_of_rivals():
        return OnceAnswered.objects.claim(claim, request_hash)


def _kept(claim: Claim, request_hash: bytes) -> OnceAnswered:
    kept = OnceAnswered.objects.under(claim).first()
    if kept is None:  # it outlived its day between two statements
        raise Conflict("This Idempotency-Key has just ended. Send the request again.")
    if bytes(kept.request_hash) != request_hash:
        raise IdempotencyMismatch
    return kept


def _replayed(kept: OnceAnswered) -> HttpResponse:
    return HttpResponse(
        bytes(kept.body),
        status=kept.status,
        headers={**kept.headers, REPLAYED: "true"},
        content_type="application/json",
    )


def _location(answer: HttpResponse) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name == "Location"}


def _hash_of(said: Any) -> bytes:
    return sha256(msgspec.json.encode(said, order="deterministic")).digest()
