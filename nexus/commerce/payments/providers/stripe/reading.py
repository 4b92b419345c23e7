"""What Stripe's objects mean, as the API and its webhooks write them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from nexus.commerce.payments.providers.base import (
    LineKind,
    Outcome,
    Result,
    ReturnOutcome,
    StatementLine,
)
from nexus.commerce.payments.providers.stripe.amounts import from_units

Thing = Mapping[str, Any]

_INTENTS: Final = {
    "succeeded": Result.SUCCEEDED,
    "processing": Result.PROCESSING,
    "requires_action": Result.REQUIRES_ACTION,
    "requires_confirmation": Result.REQUIRES_ACTION,
    "requires_payment_method": Result.DECLINED,
    "canceled": Result.CANCELLED,
}
_REFUNDS: Final = {"succeeded": Result.SUCCEEDED, "failed": Result.DECLINED, "canceled": Result.DECLINED}
_LINES: Final = {
    "charge": LineKind.CHARGE,
    "payment": LineKind.CHARGE,
    "refund": LineKind.REFUND,
    "payment_refund": LineKind.REFUND,
}
# What a site pays to Stripe or gets paid out moves no customer's money.
_NOT_CUSTOMERS: Final = frozenset(
    {"payout", "stripe_fee", "application_fee", "topup", "tax_fee", "payout_failure"}
)


def key_in(thing: Thing, name: str) -> UUID | None:
    """Give the id of ours that was sent along with a charge or refund; None where there is none."""
    try:
        return UUID((thing.get("metadata") or {}).get(name) or "")
    except ValueError:
        return None


def outcome_of(intent: Thing) -> Outcome:
    """Read a payment intent."""
    result = _INTENTS[intent["status"]]
    units = intent["amount_received"] if result == Result.SUCCEEDED else intent["amount"]
    refusal = intent.get("last_payment_error") or {}
    return Outcome(
        result,
        intent["id"],
        from_units(units, intent["currency"]),
        reason=refusal.get("message", "") if result == Result.DECLINED else "",
        next_action=_step(intent) if result == Result.REQUIRES_ACTION else None,
    )


def return_outcome_of(refund: Thing) -> ReturnOutcome:
    """Read a refund; `pending` and `requires_action` are still on their way."""
    result = _REFUNDS.get(refund["status"], Result.PROCESSING)
    return ReturnOutcome(result, refund["id"], refund.get("failure_reason") or "")


def with_key(things: Iterable[Thing], name: str, key: UUID) -> Thing | None:
    """Find the one that was asked for under a key of ours."""
    return next((thing for thing in things if key_in(thing, name) == key), None)


def line_of(moved: Thing) -> StatementLine | None:
    """Read a balance transaction whose source is expanded; None for what moved no customer's money."""
    if moved["type"] in _NOT_CUSTOMERS:
        return None
    kind = _LINES.get(moved["type"], LineKind.OTHER)
    source: Thing = moved["source"] if isinstance(moved["source"], Mapping) else {}
    # What the customer saw is the source's; the transaction is in the currency that the site is paid out in.
    currency = (source.get("currency") or moved["currency"]).upper()
    amount = from_units(abs(source.get("amount", moved["amount"])), currency)
    key = key_in(source, "payment" if kind == LineKind.CHARGE else "refund")
    reference = source.get("payment_intent") if kind == LineKind.CHARGE else source.get("id")
    at = datetime.fromtimestamp(moved["created"], UTC)
    return StatementLine(kind, key, reference or moved["id"], amount, currency, at)


def _step(intent: Thing) -> dict[str, Any]:
    # The customer's browser goes on with it through Stripe.js; the secret is made for that alone.
    action = intent.get("next_action") or {}
    return {"type": action.get("type", "confirm"), "client_secret": intent["client_secret"]}
