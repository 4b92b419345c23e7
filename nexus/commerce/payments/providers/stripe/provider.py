import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

import stripe
from django.conf import settings

from nexus.commerce.payments.exceptions import ForgedWebhook, ProviderSilent, ProviderWithoutKey
from nexus.commerce.payments.providers.base import (
    Asked,
    Charge,
    ChargeTold,
    Notice,
    Outcome,
    Result,
    Return,
    ReturnOutcome,
    ReturnTold,
    StatementLine,
)
from nexus.commerce.payments.providers.signatures import TOLERANCE_S
from nexus.commerce.payments.providers.stripe.amounts import to_units
from nexus.commerce.payments.providers.stripe.reading import (
    key_in,
    line_of,
    outcome_of,
    return_outcome_of,
    with_key,
)

logger = logging.getLogger(__name__)

TIME_OUT_S: Final = 20
RETRIES: Final = 2  # by the library itself, under the same key
PAGE: Final = 100
SKEW: Final = timedelta(minutes=5)
REFUSED: Final = "The payment provider refused this means of payment."


class StripeProvider:
    """Asks Stripe; the ids of ours go along as metadata, so that every object of theirs leads back here."""

    name = "stripe"

    @cached_property
    def client(self) -> stripe.StripeClient:
        """Give the library's client, which keeps its connections."""
        if not settings.STRIPE_SECRET_KEY.strip():
            raise ProviderWithoutKey("STRIPE_SECRET_KEY")
        return stripe.StripeClient(
            settings.STRIPE_SECRET_KEY,
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIME_OUT_S),
            base_addresses={"api": settings.STRIPE_API_BASE},
        )

    def charge(self, charge: Charge) -> Outcome:
        """Make a payment intent, and confirm it at once."""
        with _translated():
            try:
                intent = self.client.v1.payment_intents.create(
                    params={
                        "amount": to_units(charge.amount, charge.currency),
                        "currency": charge.currency.lower(),
                        "payment_method": charge.token,
                        "confirm": True,
                        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
                        "description": f"Order {charge.order_number}",
                        "metadata": {"payment": str(charge.key), "order": charge.order_number},
                    },
                    options={"idempotency_key": f"payment-{charge.key}"},
                )
            except stripe.CardError as refusal:
                return _declined(refusal)
            except stripe.InvalidRequestError as refusal:
                # Nothing is charged by a request that isn't one, such as one with an unknown token.
                logger.warning("Stripe refused a charge: %s", refusal.user_message)
                return Outcome(Result.DECLINED, "", reason=REFUSED)
        return outcome_of(intent.to_dict())

    def confirm(self, asked: Asked) -> Outcome:
        """Look what came of the step that Stripe.js led the customer through; confirm where that is left."""
        with _translated():
            intent = self.client.v1.payment_intents.retrieve(asked.reference)
            if intent.status == "requires_confirmation":
                try:
                    intent = self.client.v1.payment_intents.confirm(asked.reference)
                except stripe.CardError as refusal:
                    return _declined(refusal)
        return outcome_of(intent.to_dict())

    def cancel(self, asked: Asked) -> Outcome | None:
        """Cancel the intent; one that can't be cancelled any more has come through, or ended before."""
        found = self.look_up(asked)
        if found is None or found.result in {Result.SUCCEEDED, Result.CANCELLED}:
            return found
        with _translated():
            try:
                intent = self.client.v1.payment_intents.cancel(found.reference)
            except stripe.InvalidRequestError:
                return self.look_up(asked)
        return outcome_of(intent.to_dict())

    def look_up(self, asked: Asked) -> Outcome | None:
        """Retrieve the intent or, where its name never reached us, find it among those of its time."""
        with _translated():
            if asked.reference:
                return outcome_of(self.client.v1.payment_intents.retrieve(asked.reference).to_dict())
            since, until = asked.asked_at - SKEW, asked.asked_at + timedelta(days=1)
            made = self.client.v1.payment_intents.list(
                params={"created": _period(since, until), "limit": PAGE}
            )
            found = with_key((each.to_dict() for each in made.auto_paging_iter()), "payment", asked.key)
        return outcome_of(found) if found else None

    def give_back(self, wanted: Return) -> ReturnOutcome:
        """Make a refund of the intent."""
        if wanted.is_repeat and (before := self._refund_of(wanted)):
            return before
        with _translated():
            try:
                refund = self.client.v1.refunds.create(
                    params={
                        "payment_intent": wanted.charge,
                        "amount": to_units(wanted.amount, wanted.currency),
                        "metadata": {"refund": str(wanted.key)},
                    },
                    options={"idempotency_key": f"refund-{wanted.key}"},
                )
            except stripe.InvalidRequestError as refusal:
                return ReturnOutcome(Result.DECLINED, "", refusal.user_message or "")
        return return_outcome_of(refund.to_dict())

    def read_webhook(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Read an event whose signature holds."""
        try:
            stripe.WebhookSignature.verify_header(
                body, headers.get("Stripe-Signature"), settings.STRIPE_WEBHOOK_SECRET, TOLERANCE_S
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            raise ForgedWebhook from None
        event = json.loads(body)
        return Notice(event["id"], event["type"], event)

    def meaning_of(self, payload: Mapping[str, Any]) -> ChargeTold | ReturnTold | None:
        """Tell what an event says of an intent or a refund of ours."""
        thing = payload["data"]["object"]
        if thing["object"] == "payment_intent" and (key := key_in(thing, "payment")):
            return ChargeTold(key, outcome_of(thing))
        if thing["object"] == "refund" and (key := key_in(thing, "refund")):
            return ReturnTold(key, return_outcome_of(thing))
        return None

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """List the balance transactions of a period, with what they are of."""
        with _translated():
            moved = self.client.v1.balance_transactions.list(
                params={"created": _period(since, until), "limit": PAGE, "expand": ["data.source"]}
            )
            lines = [line for each in moved.auto_paging_iter() if (line := line_of(each.to_dict()))]
        yield from reversed(lines)  # Stripe lists the latest first

    def _refund_of(self, wanted: Return) -> ReturnOutcome | None:
        with _translated():
            made = self.client.v1.refunds.list(params={"payment_intent": wanted.charge, "limit": PAGE})
            found = with_key((each.to_dict() for each in made.auto_paging_iter()), "refund", wanted.key)
        return return_outcome_of(found) if found else None


@contextmanager
def _translated() -> Iterator[None]:
    # Whatever isn't an answer leaves open what came of it: a fault of the line, of Stripe, of the site's key.
    try:
        yield
    except stripe.StripeError as error:
        logger.warning("Stripe gave no answer: %s", error.user_message or type(error).__name__)
        raise ProviderSilent from error


def _declined(refusal: stripe.CardError) -> Outcome:
    body: Any = refusal.json_body or {}
    intent = body.get("error", {}).get("payment_intent") or {}
    return Outcome(Result.DECLINED, intent.get("id", ""), reason=refusal.user_message or REFUSED)


def _period(since: datetime, until: datetime) -> Any:
    return {"gte": int(since.timestamp()), "lt": int(until.timestamp())}
