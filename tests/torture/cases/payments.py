"""Case 3: never charged twice, never paid without an order, and the ledger says what the provider says.

The provider charges and then keeps silent, declines, asks for a second step, and sends its webhooks late,
twice and out of order; customers pay again and cancel, while web processes die.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone

from nexus.commerce.orders.models import Order, OrderStatus
from nexus.commerce.payments.actions import reconcile, sweeping
from nexus.commerce.payments.models import (
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
    SandboxCharge,
    SandboxWebhook,
)
from nexus.commerce.payments.providers.sandbox.notices import send_due_webhooks
from nexus.kernel.events import hearing
from nexus.kernel.kit.actor import SYSTEM
from tests.delivering import deliver_events
from tests.torture.arena import ADDRESS, accounts, shelves
from tests.torture.clients import AGAIN, Customer, Journal, all_of
from tests.torture.results import Result
from tests.torture.webs import Webs, crashes, webs

NAME = "3. charged once, and never without an order"
DEFENCE = "charge-keys"  # the provider is asked under another key each time
SIZES = {"small": (24, 1, 0.3), "full": (5_000, 50, 3.0), "control": (12, 0, 1.0)}
CUSTOMERS, AT_ONCE = 20, 16
TOKENS = {
    "tok_success": 50,
    "tok_success_then_timeout": 25,
    "tok_declined": 10,
    "tok_requires_action": 10,
    "tok_timeout": 5,
}
SILENT = 503
REST = timedelta(minutes=20)
_BOOKS = "SELECT COALESCE(SUM(amount), 0) FROM ledger_entry"
_CAPTURED_TWICE = """
    SELECT payment.order_id FROM payments_sandboxcharge charge
    JOIN payments_payment payment ON payment.id = charge.key
    WHERE charge.status = 'succeeded' GROUP BY payment.order_id
    HAVING SUM(charge.amount) - COALESCE((
        SELECT SUM(refund.amount) FROM payments_sandboxrefund refund
        JOIN payments_sandboxcharge given ON given.id = refund.charge_id
        JOIN payments_payment of_order ON of_order.id = given.key
        WHERE of_order.order_id = payment.order_id
    ), 0) > (SELECT total FROM orders_order WHERE id = payment.order_id)
"""


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Pay many orders in all the ways that go wrong, while web processes are killed."""
    count, kills, every = SIZES[size]
    begun, journal, result = timezone.now(), Journal(), Result(NAME, count)
    (seller,) = accounts(1, is_seller=True)
    things = shelves(seller, 20, stock=1_000_000)
    with webs(without=without) as site:
        customers = [Customer(user, site, journal, seed) for user in accounts(CUSTOMERS)]
        deeds = [
            partial(_pay, n, random.Random(f"{without}{seed}-{n}"), customers, things) for n in range(count)
        ]
        with _only_payments_hear():
            with _world_outside(site), site.under_fire(kills, every=every, seed=seed):
                all_of(deeds, at_once=AT_ONCE)
            result.sent, result.kills, result.p99_ms = journal.sent, site.kills, journal.p99_ms()
            result.violated += _come_to_rest(site)
    _judge(result, journal, begun)
    return result


def _pay(number, dice, customers, things):
    customer, key = dice.choice(customers), f"pay-{number}"
    items = [{"product": str(thing.pk), "quantity": 1} for thing in dice.sample(things, 2)]
    order = customer.post("/api/orders/", {"items": items, "shipping_address": ADDRESS}, key=key)
    path = f"/api/orders/{order.data['id']}"
    token = dice.choices([*TOKENS], [*TOKENS.values()])[0]
    tries = dice.randint(1, 3)
    for attempt in range(tries):
        # An impatient customer: the same card once more, under the same key or under another one.
        again = dice.choice([key, f"{key}-{attempt}"])
        answer = _charge(customer, path, token, again)
        if answer.status == 201 and answer.data["status"] == "requires_action":
            customer.post(f"/api/payments/{answer.data['id']}/confirm/", {}, key=f"{key}-confirm")
    if dice.random() < 0.1:
        customer.post(f"{path}/cancel/", {"reason": "torture"}, key=f"{key}-cancel", again=AGAIN - {409})


def _charge(customer: Customer, path: str, token: str, key: str):
    body = {"provider": "sandbox", "token": token}
    # A silent provider is an answer, and so is a rival's payment.
    return customer.post(
        f"{path}/payments/", body, key=key, name=f"{path} {key}", again=AGAIN - {SILENT, 409}
    )


@contextmanager
def _only_payments_hear() -> Iterator[None]:
    """Leave out who writes mails and invoices of it all: that is another matter, and takes an hour."""
    everyone = hearing.receivers()
    hearing._RECEIVERS = {name: one for name, one in everyone.items() if "commerce.payments" in name}
    try:
        yield
    finally:
        hearing._RECEIVERS = everyone


class _world_outside:  # noqa: N801 (a context manager)
    """The provider that sends its webhooks, the relay that brings them on, and the sweeper."""

    def __init__(self, site: Webs) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(site,))
        sweeping.ASKED_AFTER = timedelta(seconds=3)
        sweeping.NEVER_ARRIVED_AFTER = timedelta(seconds=6)
        sweeping.STEP_TAKES = timedelta(seconds=30)

    def _run(self, site: Webs) -> None:
        try:
            while not self._stop.wait(0.3):
                _turn(site)
        finally:
            connections.close_all()

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def _turn(site: Webs) -> None:
    sweeping.settle_left_over()
    host, port = site.address(random.Random())
    with override_settings(SITE_URL=f"http://{host}:{port}"):
        send_due_webhooks()
    deliver_events(may_fail=True)


def _come_to_rest(site: Webs) -> list[str]:
    # All that is still on its way arrives at last; what doesn't is named.
    deadline = timezone.now() + REST
    while (left := _under_way()) and timezone.now() < deadline:
        SandboxWebhook.objects.filter(sent_at__isnull=True).update(due_at=timezone.now())
        _turn(site)
        threading.Event().wait(0.3)
    return left


def _under_way() -> list[str]:
    payments = Payment.objects.under_way().values_list("pk", "status", "token", "created_at", "updated_at")
    refunds = Refund.objects.filter(status=RefundStatus.PROCESSING).values_list("pk", "created_at")
    webhooks = SandboxWebhook.objects.filter(sent_at__isnull=True).values_list("pk", "kind")
    named = {"Payment": payments, "Refund": refunds, "Webhook": webhooks}
    return [
        f"{what} never came to an end: {', '.join(map(str, row))}." for what in named for row in named[what]
    ]


def _judge(result: Result, journal: Journal, begun) -> None:
    report = reconcile(SYSTEM, "sandbox", begun - timedelta(minutes=1), timezone.now() + timedelta(minutes=1))
    result.violated += [f"Reconciled: {sentence}" for sentence in report.open]
    if books := _ids(_BOOKS)[0]:
        result.violated.append(f"The ledger sums to {books}.")
    result.doubled += [f"Order {pk} was charged more than it comes to." for pk in _ids(_CAPTURED_TWICE)]
    unpaid = Order.objects.filter(status=OrderStatus.PAID).exclude(payments__status=PaymentStatus.SUCCEEDED)
    result.violated += [f"Order {pk} is paid by nothing." for pk in unpaid.values_list("pk", flat=True)]
    known = Payment.objects.values("pk")
    strays = SandboxCharge.objects.filter(status="succeeded").exclude(key__in=known)
    result.violated += [f"Charge {charge.reference} is known to no payment." for charge in strays]
    _expect_promises_kept(result, journal)
    states = Counter(Payment.objects.filter(created_at__gte=begun).values_list("status", flat=True))
    result.notes.append(
        f"Payments: {dict(states)}. Statement: {report.totals}. Put right: {len(report.mended)}."
    )
    if journal.server_errors:
        result.violated.append(f"{journal.server_errors} answers were 500: {crashes()}")


def _expect_promises_kept(result: Result, journal: Journal) -> None:
    told = {
        answer.data["id"]
        for name, answers in journal.answers.items()
        if name.endswith("/payments/") or " pay-" in name
        for answer in answers
        if answer.status == 201 and answer.data["status"] == "succeeded"
    }
    there = Payment.objects.filter(pk__in=told, captured_at__isnull=False).count()
    if there != len(told):
        result.lost.append(f"{len(told) - there} payments were promised, and are not there.")


def _ids(statement: str) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]
