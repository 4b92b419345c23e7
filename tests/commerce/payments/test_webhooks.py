"""Webhooks in: signed, kept once, answered at once, handled once, in whatever order they come."""

import json
import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from nexus.commerce.payments.actions import handle_receipts_left_over
from nexus.commerce.payments.models import Payment, Receipt, SandboxCharge, SandboxWebhook
from nexus.commerce.payments.providers.sandbox.notices import secret, send_due_webhooks
from nexus.commerce.payments.providers.signatures import sign
from nexus.kernel.events.models import Event
from tests.commerce.payments.books import assert_ledger_is_sound, charged
from tests.delivering import deliver_events

pytestmark = pytest.mark.django_db

PATH = "/api/payments/webhooks/sandbox/"


def signed(payload: dict, *, at: float | None = None, key: bytes | None = None) -> tuple[bytes, dict]:
    body = json.dumps(payload).encode()
    stamp = int(time.time() if at is None else at)
    return body, sign(key or secret(), payload["id"], body, at=stamp)


def send(client, body: bytes, headers: dict, path: str = PATH):
    return client.generic("POST", path, body, content_type="application/json", headers=headers)


def told(kind: str, **data) -> dict:
    base = {"reference": "sandbox_ch_1", "reason": "", "amount": "10.00", "currency": "USD"}
    return {"id": f"evt_{uuid.uuid4().hex[:12]}", "type": kind, "created": "", "data": base | data}


def put_down() -> list[dict]:
    """What the sandbox has to send, in the order in which it happened, once each."""
    return [webhook.payload for webhook in SandboxWebhook.objects.order_by("id")[::2]]


def test_a_webhook_settles_what_the_lost_answer_left_open(pay, order, visitor):
    pay(order, "tok_success_then_timeout")

    answer = send(visitor, *signed(put_down()[0]))

    assert answer.status_code == 200
    assert answer.json()["data"] == {"taken": True, "replayed": False}
    order.refresh_from_db()
    assert order.status == "pending_payment"  # it is answered first, and handled afterwards
    deliver_events()
    order.refresh_from_db()
    assert order.status == "paid"
    receipt = Receipt.objects.get()
    assert receipt.handled_at
    assert receipt.outcome == "payment is succeeded"
    assert_ledger_is_sound()


def test_a_replay_is_answered_alike_and_changes_nothing(pay, order, visitor):
    pay(order, "tok_success_then_timeout")
    body, headers = signed(put_down()[0])

    answers = [send(visitor, body, headers) for _ in range(3)]
    deliver_events()

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [answer.json()["data"]["replayed"] for answer in answers] == [False, True, True]
    assert Receipt.objects.count() == 1
    assert Event.objects.filter(name="commerce.order.paid").count() == 1


def test_what_comes_after_the_answer_changes_nothing(pay, order, visitor):
    pay(order)

    send(visitor, *signed(put_down()[0]))
    deliver_events()

    assert Event.objects.filter(name="commerce.order.paid").count() == 1
    assert charged(order) == order.total


def test_webhooks_in_the_wrong_order_come_to_the_same(pay, order, visitor, client_of, customer):
    payment = pay(order, "tok_requires_action").json()["data"]["id"]
    client_of(customer).post(f"/api/payments/{payment}/confirm/")
    requires_action, succeeded = put_down()
    Payment.objects.filter(pk=payment).update(status="processing")  # as if the answers had been lost
    Payment.objects.filter(pk=payment).update(status="succeeded")

    for notice in (succeeded, requires_action):
        send(visitor, *signed(notice))
        deliver_events()

    assert Payment.objects.get().status == "succeeded"
    assert Payment.objects.get().next_action is None
    order.refresh_from_db()
    assert order.status == "paid"


def test_success_told_before_the_second_step_wins_over_it(pay, order, visitor):
    pay(order, "tok_requires_action")
    key = str(Payment.objects.get().pk)
    notices = [
        told("charge.succeeded", key=key, status="succeeded"),
        told("charge.requires_action", key=key, status="requires_action"),
        told("charge.declined", key=key, status="declined", reason="late"),
    ]

    for notice in notices:
        send(visitor, *signed(notice))
        deliver_events()

    assert Payment.objects.get().status == "succeeded"
    assert (
        list(Receipt.objects.order_by("id").values_list("outcome", flat=True)) == ["payment is succeeded"] * 3
    )


def test_another_amount_than_was_asked_for_pays_nothing(pay, order, visitor):
    pay(order, "tok_timeout")
    key = str(Payment.objects.get().pk)

    send(visitor, *signed(told("charge.succeeded", key=key, status="succeeded", amount="0.01")))
    deliver_events(may_fail=True)

    order.refresh_from_db()
    assert order.status == "pending_payment"
    assert Receipt.objects.get().handled_at is None


def _with(**changed: str):
    names = {"of": "webhook-id", "at": "webhook-timestamp", "by": "webhook-signature"}
    return lambda body, headers: (body, headers | {names[name]: value for name, value in changed.items()})


FORGERIES = {
    "no signature": lambda body, _: (body, {}),
    "another key": lambda body, _: signed(json.loads(body), key=b"guessed"),
    "another body": lambda body, headers: (body.replace(b"USD", b"EUR"), headers),
    "another id": _with(of="evt_other"),
    "another time": lambda body, headers: _with(at=str(int(headers["webhook-timestamp"]) + 1))(body, headers),
    "not a time": _with(at="now"),
    "too old": lambda body, _: signed(json.loads(body), at=time.time() - 301),
    "too new": lambda body, _: signed(json.loads(body), at=time.time() + 302),
    "stripe's header": lambda body, _: (body, {"Stripe-Signature": f"t={int(time.time())},v1=00"}),
    "not base64": _with(by="v1,ÿ"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_webhook_is_refused_and_leaves_nothing(pay, order, visitor, forgery):
    pay(order, "tok_timeout")
    notice = told("charge.succeeded", key=str(Payment.objects.get().pk), status="succeeded")
    body, headers = FORGERIES[forgery](*signed(notice))

    refused = send(visitor, body, headers)

    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == "MALFORMED_REQUEST"
    assert not Receipt.objects.exists()
    order.refresh_from_db()
    assert order.status == "pending_payment"


def test_a_sender_that_changes_its_secret_signs_with_both(pay, order, visitor):
    pay(order, "tok_success_then_timeout")
    body, headers = signed(put_down()[0])
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']}"

    assert send(visitor, body, headers).status_code == 200


def test_a_provider_that_this_site_does_not_have_is_not_there(visitor):
    body, headers = signed(told("charge.succeeded", key=str(uuid.uuid4()), status="succeeded"))

    assert send(visitor, body, headers, "/api/payments/webhooks/stripe/").status_code == 404
    assert send(visitor, body, headers, "/api/payments/webhooks/nobody/").status_code == 404


def test_what_is_not_of_this_site_is_kept_and_does_nothing(visitor):
    send(visitor, *signed(told("charge.succeeded", key=str(uuid.uuid4()), status="succeeded")))
    send(visitor, *signed(told("account.updated", key=str(uuid.uuid4()), status="succeeded")))
    deliver_events()

    assert list(Receipt.objects.order_by("id").values_list("outcome", flat=True)) == [
        "not of this site",
        "nothing to do",
    ]


def test_what_the_relay_left_is_swept_up(pay, order, visitor):
    pay(order, "tok_success_then_timeout")
    send(visitor, *signed(put_down()[0]))
    assert handle_receipts_left_over() == 0  # it may still be on its way
    Receipt.objects.update(received_at=timezone.now() - timedelta(minutes=5))

    assert handle_receipts_left_over() == 1

    order.refresh_from_db()
    assert order.status == "paid"
    deliver_events()
    assert Event.objects.filter(name="commerce.order.paid").count() == 1


def test_signed_webhooks_are_not_counted_and_forged_ones_are(pay, order, visitor, settings):
    settings.RATE_LIMITS_ON = True
    settings.RATE_LIMITS_PER_HOUR = {"anonymous": 2, "signed_in": 1_000, "premium": 5_000}
    pay(order, "tok_success_then_timeout")
    good = signed(put_down()[0])
    visitor.defaults["REMOTE_ADDR"] = "203.0.113.77"

    assert [send(visitor, *good).status_code for _ in range(5)] == [200] * 5
    forged = (good[0], good[1] | {"webhook-signature": "v1,AAAA"})
    assert [send(visitor, *forged).status_code for _ in range(4)] == [400, 400, 429, 429]
    assert send(visitor, *good).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_sandbox_sends_its_webhooks_to_the_site_by_itself_twice(pay, order, live_server, settings):
    settings.SITE_URL = live_server.url
    pay(order, "tok_success_then_timeout")
    SandboxWebhook.objects.update(due_at=timezone.now())

    senders = [threading.Thread(target=send_and_close) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert SandboxWebhook.objects.filter(sent_at__isnull=False, attempts=1).count() == 2
    assert Receipt.objects.count() == 1
    deliver_events()
    order.refresh_from_db()
    assert order.status == "paid"
    assert SandboxCharge.objects.count() == 1


def send_and_close() -> None:
    try:
        send_due_webhooks()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_site_that_is_away_is_tried_again_later(pay, order, settings):
    settings.SITE_URL = "http://127.0.0.1:9"  # where nobody listens
    pay(order)
    SandboxWebhook.objects.update(due_at=timezone.now())

    assert send_due_webhooks() == 0

    for webhook in SandboxWebhook.objects.all():
        assert (webhook.sent_at, webhook.attempts) == (None, 1)
        assert webhook.due_at > timezone.now()


@pytest.mark.parametrize("stamp", ["9" * 400, "9" * 5000])
def test_a_time_that_no_clock_has_is_a_forgery(visitor, stamp):
    body, headers = signed(told("charge.succeeded", key=str(uuid.uuid4())))

    answer = send(visitor, body, headers | {"webhook-timestamp": stamp})

    assert answer.status_code == 400
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("body", [b"\xff{", b"[1]", b"{}", b'{"id": "evt_1"}', b"null"])
def test_what_is_signed_and_no_notice_is_refused(visitor, body):
    headers = sign(secret(), "evt_1", body, at=int(time.time()))

    assert send(visitor, body, headers).status_code == 400
    assert not Receipt.objects.exists()
