import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from heapq import merge
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.commerce.payments.exceptions import ForgedWebhook, ProviderSilent
from nexus.commerce.payments.models.sandbox import SandboxCharge, SandboxRefund
from nexus.commerce.payments.providers.base import (
    Asked,
    Charge,
    ChargeTold,
    LineKind,
    Notice,
    Outcome,
    Result,
    Return,
    ReturnOutcome,
    ReturnTold,
    StatementLine,
)
from nexus.commerce.payments.providers.sandbox.notices import announce_charge, announce_refund, secret
from nexus.commerce.payments.providers.sandbox.tokens import TOKENS, UNKNOWN, Token
from nexus.commerce.payments.providers.signatures import verify

FINAL = {Result.SUCCEEDED, Result.DECLINED, Result.CANCELLED}


class SandboxProvider:
    """Keeps books of its own, which are written whether or not its answer arrives."""

    name = "sandbox"

    def charge(self, charge: Charge) -> Outcome:
        """Do what the token says, once for each key."""
        token = TOKENS.get(charge.token, UNKNOWN)
        if not token.is_heard:
            raise ProviderSilent
        kept, is_new = _enter(charge, token)
        if is_new and not token.is_answered:
            raise ProviderSilent
        return _outcome(kept)

    @transaction.atomic(durable=True)
    def confirm(self, asked: Asked) -> Outcome:
        """Take the customer's second step for done."""
        kept = SandboxCharge.objects.select_for_update().get(key=asked.key)
        if kept.status == Result.REQUIRES_ACTION:
            _end(kept, TOKENS[kept.token].after_step)
        return _outcome(kept)

    @transaction.atomic(durable=True)
    def cancel(self, asked: Asked) -> Outcome | None:
        """Give up what waits for the customer."""
        kept = SandboxCharge.objects.select_for_update().filter(key=asked.key).first()
        if kept is not None and kept.status not in FINAL:
            _end(kept, Result.CANCELLED)
        return _outcome(kept) if kept else None

    def look_up(self, asked: Asked) -> Outcome | None:
        """Look into the books."""
        kept = SandboxCharge.objects.filter(key=asked.key).first()
        return _outcome(kept) if kept else None

    @transaction.atomic(durable=True)
    def give_back(self, wanted: Return) -> ReturnOutcome:
        """Give back what there is left of a charge, once for each key."""
        charge = SandboxCharge.objects.select_for_update().get(reference=wanted.charge)
        kept = charge.refunds.filter(key=wanted.key).first()
        if kept is not None:
            return ReturnOutcome(Result.SUCCEEDED, kept.reference)
        given = sum((refund.amount for refund in charge.refunds.all()), Decimal(0))
        if charge.status != Result.SUCCEEDED or given + wanted.amount > charge.amount:
            return ReturnOutcome(Result.DECLINED, "", "There isn't as much left of the charge.")
        kept = charge.refunds.create(key=wanted.key, amount=wanted.amount, reference=_reference("re"))
        announce_refund(kept)
        return ReturnOutcome(Result.SUCCEEDED, kept.reference)

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Read one of its own notices."""
        event_id = verify(secret(), body, headers)
        try:
            payload = json.loads(body)
            told_id, kind = payload["id"], payload["type"]
        except (ValueError, KeyError, TypeError) as error:
            raise ForgedWebhook from error  # signed, but nothing that the sandbox says
        if told_id != event_id:
            raise ForgedWebhook
        return Notice(event_id, kind, payload)

    def meaning_of(self, payload: Mapping[str, Any]) -> ChargeTold | ReturnTold | None:
        """Tell what one of its notices says."""
        data = payload["data"]
        key, result = UUID(data["key"]), Result(data["status"])
        match payload["type"].partition(".")[0]:
            case "charge":
                amount, step = (
                    Decimal(data["amount"]),
                    _step(key) if result == Result.REQUIRES_ACTION else None,
                )
                return ChargeTold(key, Outcome(result, data["reference"], amount, data["reason"], step))
            case "refund":
                return ReturnTold(key, ReturnOutcome(result, data["reference"]))
        return None

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """Read the books of a period."""
        charges = SandboxCharge.objects.filter(captured_at__gte=since, captured_at__lt=until)
        refunds = SandboxRefund.objects.filter(created_at__gte=since, created_at__lt=until)
        return merge(
            map(_charge_line, charges.order_by("captured_at").iterator()),
            map(_refund_line, refunds.select_related("charge").order_by("created_at").iterator()),
            key=lambda line: line.at,
        )


@transaction.atomic(durable=True)
def _enter(charge: Charge, token: Token) -> tuple[SandboxCharge, bool]:
    # A transaction of its own, by what it asserts: no rollback of ours may undo what a provider did.
    kept, is_new = SandboxCharge.objects.get_or_create(
        key=charge.key,
        defaults={
            "reference": _reference("ch"),
            "token": charge.token,
            "status": token.result,
            "reason": token.reason if token.result == Result.DECLINED else "",
            "amount": charge.amount,
            "currency": charge.currency,
            "captured_at": timezone.now() if token.result == Result.SUCCEEDED else None,
        },
    )
    if is_new:
        announce_charge(kept)
    return kept, is_new


def _end(kept: SandboxCharge, result: Result) -> None:
    kept.status = result
    kept.reason = TOKENS[kept.token].reason if result == Result.DECLINED else ""
    kept.captured_at = timezone.now() if result == Result.SUCCEEDED else None
    kept.save()
    announce_charge(kept)


def _outcome(kept: SandboxCharge) -> Outcome:
    result = Result(kept.status)
    step = _step(kept.key) if result == Result.REQUIRES_ACTION else None
    return Outcome(result, kept.reference, kept.amount, kept.reason, step)


def _step(key: UUID) -> dict[str, str]:
    return {"type": "confirm", "method": "POST", "path": f"/api/payments/{key}/confirm/"}


def _reference(kind: str) -> str:
    return f"sandbox_{kind}_{token_hex(12)}"


def _charge_line(kept: SandboxCharge) -> StatementLine:
    at = kept.captured_at or kept.created_at
    return StatementLine(LineKind.CHARGE, kept.key, kept.reference, kept.amount, kept.currency, at)


def _refund_line(kept: SandboxRefund) -> StatementLine:
    currency = kept.charge.currency
    return StatementLine(LineKind.REFUND, kept.key, kept.reference, kept.amount, currency, kept.created_at)
