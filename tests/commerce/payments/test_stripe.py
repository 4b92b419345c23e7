"""Stripe, through its official library: against answers in its form and, where a key is set, against itself.

STRIPE_TEST_KEY=sk_test_… runs the last test for real.
"""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import stripe
from django.core.management import CommandError, call_command

from nexus.commerce.ledger.models import AccountKind
from nexus.commerce.payments import providers
from nexus.commerce.payments.actions import reconcile, refund_part, settle_left_over
from nexus.commerce.payments.exceptions import ProviderSilent
from nexus.commerce.payments.models import Payment, Refund
from nexus.commerce.payments.providers.base import Asked, Charge, LineKind, Result, Return
from nexus.commerce.payments.providers.stripe import StripeProvider
from nexus.commerce.payments.providers.stripe.amounts import from_units, to_units
from nexus.kernel.kit.actor import SYSTEM
from tests.commerce.payments.books import in_ledger
from tests.commerce.payments.stripes import (
    CHARGE,
    INTENT,
    MOVED,
    REFUND,
    declined_card,
    invalid,
    listed,
    stripes,
)
from tests.commerce.payments.test_settling import older
from tests.delivering import deliver_events

pytestmark = pytest.mark.django_db

SECRET = "whsec_test"
INTENTS, REFUNDS, MOVES = "/v1/payment_intents", "/v1/refunds", "/v1/balance_transactions"


@pytest.fixture(autouse=True)
def server(settings, monkeypatch):
    settings.PAYMENT_PROVIDERS = ["sandbox", "stripe"]
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = "sk_test_1", SECRET
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)  # between the library's own tries
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.02)
    with stripes() as running:
        settings.STRIPE_API_BASE = running.url
        providers.loaded.cache_clear()
        yield running
    providers.loaded.cache_clear()


def intent_for(said: dict, **more) -> dict:
    metadata = {"payment": said["metadata[payment]"], "order": said["metadata[order]"]}
    return (
        INTENT
        | {"amount": int(said["amount"]), "amount_received": int(said["amount"])}
        | {"metadata": metadata}
        | more
    )


def pays(pay, order, **more):
    return pay(order, "pm_card_visa", provider="stripe", **more)


def event(kind: str, thing: dict) -> tuple[bytes, dict]:
    body = json.dumps(
        {"id": f"evt_{uuid4().hex}", "object": "event", "type": kind, "data": {"object": thing}}
    )
    return body.encode(), {
        "Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, SECRET)
    }


def send(client, body: bytes, headers: dict):
    path = "/api/payments/webhooks/stripe/"
    return client.generic("POST", path, body, content_type="application/json; charset=utf-8", headers=headers)


def test_a_charge_is_one_confirmed_intent_under_our_key(server, pay, order):
    server.will_answer(f"POST {INTENTS}", intent_for)

    answer = pays(pay, order)

    assert answer.status_code == 201, answer.content
    assert answer.json()["data"]["order"]["status"] == "paid"
    payment, (asked,) = Payment.objects.get(), server.asked
    assert payment.provider_reference == INTENT["id"]
    assert asked["key"] == f"payment-{payment.pk}"
    assert asked["by"] == "Bearer sk_test_1"
    assert (
        asked["said"]
        | {
            "amount": "1000",
            "currency": "usd",
            "payment_method": "pm_card_visa",
            "confirm": "true",
            "metadata[payment]": str(payment.pk),
            "metadata[order]": order.number,
            "automatic_payment_methods[allow_redirects]": "never",
        }
        == asked["said"]
    )
    assert in_ledger(AccountKind.PROVIDER, provider="stripe") == order.total


def test_a_refused_card_is_declined_with_the_banks_words(server, pay, order):
    server.will_answer(f"POST {INTENTS}", lambda said: declined_card(intent_for(said)), status=402)

    declined = pays(pay, order)

    assert declined.status_code == 422
    assert declined.json()["error"]["code"] == "PAYMENT_DECLINED"
    assert declined.json()["error"]["message"] == "Your card has insufficient funds."
    assert Payment.objects.get().provider_reference == INTENT["id"]


def test_a_token_that_is_none_is_declined(server, pay, order):
    server.will_answer(f"POST {INTENTS}", invalid("No such PaymentMethod: 'pm_card_visa'"), status=400)

    declined = pays(pay, order)

    assert declined.status_code == 422
    assert "pm_card_visa" not in declined.json()["error"]["message"]
    assert Payment.objects.get().status == "declined"


def test_a_lost_answer_is_asked_for_again_under_the_same_key_by_the_library(server, pay, order):
    server.will_answer(f"POST {INTENTS}", intent_for)
    server.lost = 1

    assert pays(pay, order).status_code == 201
    assert len(server.asked) == 2
    assert len({asked["key"] for asked in server.asked}) == 1


@pytest.mark.parametrize("trouble", ["lost", "500", "409", "429", "401"])
def test_where_stripe_gives_no_answer_nothing_is_settled_and_asking_again_is_safe(
    server, pay, order, trouble
):
    server.will_answer(f"POST {INTENTS}", intent_for) if trouble == "lost" else None
    if trouble == "lost":
        server.lost = 3
    else:
        for _ in range(3):
            server.will_answer(
                f"POST {INTENTS}", {"error": {"message": "no", "type": "api_error"}}, int(trouble)
            )

    silent = pays(pay, order)

    assert silent.status_code == 503
    assert Payment.objects.get().status == "processing"
    if trouble == "lost":
        assert pays(pay, order).status_code == 201
        assert len({asked["key"] for asked in server.asked}) == 1


def test_a_second_step_is_for_stripes_own_script(server, pay, order, client_of, customer):
    step = {"type": "use_stripe_sdk", "use_stripe_sdk": {}}
    server.will_answer(
        f"POST {INTENTS}",
        lambda said: intent_for(said, status="requires_action", next_action=step, amount_received=0),
    )
    data = pays(pay, order).json()["data"]
    assert data["status"] == "requires_action"
    assert data["next_action"] == {"type": "use_stripe_sdk", "client_secret": INTENT["client_secret"]}

    where = f"{INTENTS}/{INTENT['id']}"
    server.will_answer(f"GET {where}", INTENT | {"status": "requires_confirmation", "amount_received": 0})
    server.will_answer(f"POST {where}/confirm", INTENT)
    confirmed = client_of(customer).post(f"/api/payments/{data['id']}/confirm/")

    assert confirmed.status_code == 200, confirmed.content
    assert confirmed.json()["data"]["order"]["status"] == "paid"


def test_a_signed_event_settles_a_payment_and_a_forged_one_does_not(server, pay, order, visitor):
    server.will_answer(
        f"POST {INTENTS}", lambda said: intent_for(said, status="processing", amount_received=0)
    )
    assert pays(pay, order).json()["data"]["status"] == "processing"
    thing = INTENT | {"metadata": {"payment": str(Payment.objects.get().pk)}}
    body, headers = event("payment_intent.succeeded", thing)
    old = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, int(time.time()) - 301)
    other = stripe.WebhookSignature.generate_signature_header(body.decode(), "whsec_other")

    for forged in ({}, {"Stripe-Signature": old}, {"Stripe-Signature": other}, {"Stripe-Signature": "junk"}):
        assert send(visitor, body, forged).status_code == 400
    assert send(visitor, body.replace(b"1000", b"1"), headers).status_code == 400
    assert send(visitor, b"\xff" + body, headers).status_code == 400
    assert send(visitor, body, headers).status_code == 200
    deliver_events()

    order.refresh_from_db()
    assert order.status == "paid"


def test_events_of_others_and_of_other_kinds_do_nothing(visitor):
    for kind, thing in (
        ("charge.succeeded", CHARGE),
        ("payment_intent.succeeded", INTENT),
        ("refund.updated", REFUND),
    ):
        assert send(visitor, *event(kind, thing)).status_code == 200
    deliver_events()


@pytest.fixture
def paid(server, pay, order) -> Payment:
    server.will_answer(f"POST {INTENTS}", intent_for)
    pays(pay, order)
    return Payment.objects.get()


@pytest.mark.parametrize(
    ("status", "ours"), [("succeeded", "succeeded"), ("pending", "processing"), ("failed", "failed")]
)
def test_a_refund_follows_what_stripe_says(server, paid, order, visitor, status, ours):
    server.will_answer(f"POST {REFUNDS}", REFUND | {"status": status})

    refund = refund_part(SYSTEM, order.parts.get().pk)

    assert refund.status == ours
    asked = server.asked_for(f"POST {REFUNDS}")[0]
    assert asked["key"] == f"refund-{refund.pk}"
    assert asked["said"] == {
        "payment_intent": paid.provider_reference,
        "amount": "1000",
        "metadata[refund]": str(refund.pk),
    }
    send(visitor, *event("refund.updated", REFUND | {"metadata": {"refund": str(refund.pk)}}))
    deliver_events()
    assert Refund.objects.get().status == ("failed" if ours == "failed" else "succeeded")


def test_a_refund_that_stripe_refuses_fails(server, paid, order):
    server.will_answer(f"POST {REFUNDS}", invalid("Charge has been disputed.", "charge_disputed"), status=400)

    assert refund_part(SYSTEM, order.parts.get().pk).status == "failed"
    paid.refresh_from_db()
    assert paid.refunded == 0


def test_an_old_refund_is_looked_for_before_it_is_asked_for_again(server, paid):
    key = uuid4()
    wanted = Return(key, paid.provider_reference, Decimal("10.00"), "USD", is_repeat=True)
    server.will_answer(
        f"GET {REFUNDS}", listed(REFUNDS, REFUND, REFUND | {"id": "re_2", "metadata": {"refund": str(key)}})
    )

    assert StripeProvider().give_back(wanted).reference == "re_2"
    assert not server.asked_for(f"POST {REFUNDS}")

    server.will_answer(f"GET {REFUNDS}", listed(REFUNDS, REFUND))
    server.will_answer(f"POST {REFUNDS}", REFUND)
    assert StripeProvider().give_back(wanted).result == Result.SUCCEEDED


def test_the_sweeper_finds_an_intent_whose_name_never_reached_us(server, pay, order):
    server.will_answer(f"POST {INTENTS}", intent_for)
    server.lost = 3
    assert pays(pay, order).status_code == 503
    older(Payment, minutes=3)
    (key,) = server.given
    _, made = server.given[key]
    server.will_answer(f"GET {INTENTS}", listed(INTENTS, INTENT, more=True))
    server.will_answer(f"GET {INTENTS}", listed(INTENTS, made))

    assert settle_left_over() == 1

    order.refresh_from_db()
    assert order.status == "paid"


def test_an_intent_is_cancelled_unless_it_came_through(server):
    where, asked = f"{INTENTS}/pi_1", Asked(uuid4(), "pi_1", datetime.now(UTC), "USD")
    waiting = INTENT | {"id": "pi_1", "status": "requires_action"}
    server.will_answer(f"GET {where}", waiting)
    server.will_answer(f"POST {where}/cancel", waiting | {"status": "canceled"})
    assert StripeProvider().cancel(asked).result == Result.CANCELLED

    server.will_answer(f"GET {where}", waiting)
    server.will_answer(
        f"POST {where}/cancel", invalid("It has succeeded.", "payment_intent_unexpected_state"), 400
    )
    server.will_answer(f"GET {where}", INTENT)
    assert StripeProvider().cancel(asked).result == Result.SUCCEEDED


def test_the_statement_is_what_customers_saw_the_earliest_first(server):
    key, refund = uuid4(), uuid4()
    charge = CHARGE | {"currency": "jpy", "amount": 1500, "metadata": {"payment": str(key)}}
    moved = [
        MOVED | {"id": "txn_4", "type": "payout", "source": "po_1", "amount": -941, "created": 1732190000},
        MOVED
        | {"id": "txn_3", "type": "adjustment", "source": "dp_1", "amount": -1000, "created": 1732180200},
        MOVED
        | {
            "id": "txn_2",
            "type": "refund",
            "amount": -500,
            "source": REFUND | {"amount": 500, "metadata": {"refund": str(refund)}},
            "created": 1732180100,
        },
        MOVED | {"source": charge, "exchange_rate": 0.0065, "amount": 975},
    ]
    server.will_answer(f"GET {MOVES}", listed(MOVES, *moved[:2], more=True))
    server.will_answer(f"GET {MOVES}", listed(MOVES, *moved[2:]))
    since = datetime(2024, 11, 21, tzinfo=UTC)

    lines = list(StripeProvider().statement(since, since + timedelta(days=1)))

    assert [(line.kind, line.key, line.amount, line.currency) for line in lines] == [
        (LineKind.CHARGE, key, Decimal("1500.00"), "JPY"),
        (LineKind.REFUND, refund, Decimal("5.00"), "USD"),
        (LineKind.OTHER, None, Decimal("10.00"), "USD"),
    ]
    first, second = server.asked
    assert first["said"]["created[gte]"] == str(int(since.timestamp()))
    assert first["said"]["expand[0]"] == "data.source"
    assert second["said"]["starting_after"] == "txn_3"


def test_books_with_stripe_are_reconciled(server, paid, order):
    charge = CHARGE | {"metadata": {"payment": str(paid.pk)}}
    server.will_answer(f"GET {MOVES}", listed(MOVES, MOVED | {"source": charge}))
    now = datetime.now(UTC)

    report = reconcile(SYSTEM, "stripe", now - timedelta(days=1), now + timedelta(hours=1))

    assert (report.matched, report.open) == (1, [])
    assert report.totals == {"USD": {"statement": "10.00", "ledger": "10.00"}}


@pytest.mark.parametrize("key", ["", " "])
def test_without_a_key_stripe_is_not_asked_and_the_command_says_what_to_set(server, settings, key):
    settings.STRIPE_SECRET_KEY = key

    with pytest.raises(CommandError, match=r"^Set STRIPE_SECRET_KEY: without it stripe can't be asked\.$"):
        call_command("reconcile", "--provider", "stripe")

    assert server.asked == []


@pytest.mark.parametrize(
    ("amount", "currency", "units"),
    [
        ("10.99", "USD", 1099),
        ("500.00", "JPY", 500),
        ("5.00", "ISK", 500),
        ("7.00", "UGX", 700),
        ("5.12", "KWD", 5120),
        ("8.00", "MGA", 8),
    ],
)
def test_amounts_are_counted_as_stripe_counts_them(amount, currency, units):
    assert to_units(Decimal(amount), currency) == units
    assert from_units(units, currency.lower()) == Decimal(amount)


def test_half_a_yen_is_no_amount():
    with pytest.raises(ValueError, match=r"no 0\.50 JPY"):
        to_units(Decimal("0.50"), "JPY")


@pytest.mark.skipif("STRIPE_TEST_KEY" not in os.environ, reason="STRIPE_TEST_KEY is not set")
def test_against_stripe_itself(settings):
    settings.STRIPE_SECRET_KEY = os.environ["STRIPE_TEST_KEY"]
    settings.STRIPE_API_BASE = "https://api.stripe.com"
    provider, key = StripeProvider(), uuid4()
    charge = Charge(key, "pm_card_visa", Decimal("10.00"), "USD", "N-000000001")

    first, second = provider.charge(charge), provider.charge(charge)

    assert first == second
    assert first.result == Result.SUCCEEDED
    asked = Asked(key, "", datetime.now(UTC), "USD")
    assert provider.look_up(asked) == first
    given = provider.give_back(Return(uuid4(), first.reference, Decimal("4.00"), "USD"))
    assert given.result == Result.SUCCEEDED
    settings.STRIPE_SECRET_KEY = "sk_test_wrong"
    with pytest.raises(ProviderSilent):
        StripeProvider().charge(charge)
