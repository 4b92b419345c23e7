"""Case 6: limits hold when 64 come at once: on a coupon, on a refund, on an application."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import partial

from django.db import connection

from nexus.commerce.payments.models import Payment, Refund
from nexus.commerce.promotions.models import Coupon, CouponKind, CouponUse
from nexus.jobs.applications.models import Application
from tests.torture.arena import ADDRESS, accounts, shelves
from tests.torture.clients import Answer, Customer, Journal, all_of
from tests.torture.results import Result
from tests.torture.webs import Webs, crashes, webs

NAME = "6. limits under 64 at once"
DEFENCE = "limits"  # the database's constraints, and the locks in front of them
# Rounds, and how many come at once; a control ends as soon as each limit was seen to be exceeded.
SIZES = {"small": (1, 32), "full": (10, 64), "control": (6, 32)}
WEBS = {"small": 2, "full": 4, "control": 4}
USES = 10
KINDS = ("coupon", "refunded", "applied")  # what the faults of each limit say
AWAY = {500, 502, 503, 504, 429}  # a 409 is an answer here

_DEFENCES = {
    "promotions_coupon": ["coupon_never_overused"],
    "payments_payment": ["payment_refunded_at_most_whole"],
    "orders_orderline": ["order_line_refunded_at_most_whole", "order_line_quantities_in_order"],
}


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Let many requests at once take what only some may have."""
    (rounds, many), journal = SIZES[size], Journal()
    result = Result(NAME, rounds * many * 3)
    if without:
        _drop_defences()
    with webs(WEBS[size], without=without) as site:
        for number in range(rounds):
            _coupon(result, site, journal, f"{without}{seed}x{number}", many)
            _refund(result, site, journal, f"{without}{seed}x{number}", many)
            _application(result, site, journal, many)
            if without and _all_are_exceeded(result):
                break
    result.sent, result.p99_ms = journal.sent, journal.p99_ms()
    if journal.server_errors and not without:
        result.violated.append(f"{journal.server_errors} answers were 500: {crashes()}")
    if without and not _all_are_exceeded(result):
        result.lost, result.doubled, result.violated = [], [], []  # a control that misses one proves nothing
    statuses = Counter(answer.status for answers in journal.answers.values() for answer in answers)
    result.notes.append(f"Answers: {dict(statuses)}.")
    return result


def _all_are_exceeded(result: Result) -> bool:
    return all(any(name in fault for fault in result.faults) for name in KINDS)


def _coupon(result: Result, site: Webs, journal: Journal, mark: str, many: int) -> None:
    (seller,) = accounts(1, is_seller=True)
    things = shelves(seller, many, stock=1)  # one each, so that only the coupon is in demand
    coupon = Coupon.objects.create(
        code=f"TORTURE{mark}", kind=CouponKind.PERCENT, value=Decimal(10), most_uses=USES
    )
    buyers = [Customer(user, site, journal, 1) for user in accounts(many)]
    orders = [
        partial(_use, buyer, thing, coupon, f"coupon-{mark}-{n}")
        for n, (buyer, thing) in enumerate(zip(buyers, things, strict=True))
    ]
    answers = all_of(orders, at_once=many)
    taken = sum(answer.status == 201 for answer in answers)
    coupon.refresh_from_db()
    uses = CouponUse.objects.filter(coupon=coupon).count()
    if not taken == uses == coupon.uses == USES:
        result.violated.append(f"A coupon for {USES} was used {taken} times, {uses} of them noted.")


def _use(buyer: Customer, thing, coupon: Coupon, key: str) -> Answer:
    items = [{"product": str(thing.pk), "quantity": 1}]
    body = {"items": items, "shipping_address": ADDRESS, "coupon": coupon.code}
    return buyer.post("/api/orders/", body, key=key, again=AWAY)


def _refund(result: Result, site: Webs, journal: Journal, mark: str, many: int) -> None:
    (seller,), (buyer,) = accounts(1, is_seller=True), accounts(1)
    (thing,) = shelves(seller, 1, stock=100)
    customer, shop = Customer(buyer, site, journal, 1), Customer(seller, site, journal, 1)
    items = [{"product": str(thing.pk), "quantity": 10}]
    order = customer.post(
        "/api/orders/", {"items": items, "shipping_address": ADDRESS}, key=f"refund-order-{mark}"
    )
    path = f"/api/orders/{order.data['id']}/payments/"
    customer.post(path, {"provider": "sandbox", "token": "tok_success"}, key=f"refund-pay-{mark}")
    sale = next(sale for sale in shop.get("/api/sales/").results)
    line = {"line": sale["lines"][0]["id"], "quantity": 1}
    refunds = [partial(_give_back, shop, sale["id"], line, f"refund-{mark}-{n}") for n in range(many)]
    taken = sum(answer.status == 201 for answer in all_of(refunds, at_once=many))
    payment = Payment.objects.get(order=order.data["id"], status="succeeded")
    back = sum(refund.amount for refund in Refund.objects.filter(payment=payment).exclude(status="failed"))
    if taken != USES or back > payment.amount or back != payment.refunded:
        result.violated.append(f"Of a line of 10, {taken} were refunded: {back} of {payment.amount}.")


def _give_back(shop: Customer, sale: str, line: dict[str, object], key: str) -> Answer:
    body = {"lines": [line], "reason": "torture"}
    return shop.post(f"/api/sales/{sale}/refunds/", body, key=key, again=AWAY)


def _application(result: Result, site: Webs, journal: Journal, many: int) -> None:
    from tests.factories.jobs import JobFactory

    (employer,), (seeker,) = accounts(1, is_employer=True), accounts(1, is_job_seeker=True)
    job = JobFactory(employer=employer)
    client = Customer(seeker, site, journal, 1)
    # Without a key: many different requests, of which one may be granted.
    tries = [
        partial(client.post, "/api/applications/", {"job": job.pk}, name=f"apply-{job.pk}", again=AWAY)
    ] * many
    taken = sum(answer.status == 201 for answer in all_of(tries, at_once=many))
    there = Application.objects.filter(job=job).count()
    if not taken == there == 1:
        result.doubled.append(f"One seeker applied {taken} times to one job; {there} applications are there.")


def _drop_defences() -> None:
    with connection.cursor() as cursor:
        for table, names in _DEFENCES.items():
            for name in names:
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        cursor.execute("DROP INDEX IF EXISTS application_once")
