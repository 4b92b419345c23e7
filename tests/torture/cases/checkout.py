"""Case 1: each Idempotency-Key makes one order, however often, at once and across deaths it is sent."""

from __future__ import annotations

import random
from collections import Counter

from nexus.commerce.orders.models import Order
from tests.torture.arena import ADDRESS, accounts, shelves
from tests.torture.clients import Customer, Journal, all_of
from tests.torture.results import Result
from tests.torture.webs import crashes, webs

NAME = "1. one key, one order"
DEFENCE = "idempotency"  # keys are ignored
SIZES = {"small": (30, 1, 0.2), "full": (10_000, 50, 0.3), "control": (12, 0, 1.0)}
AT_ONCE = 16
CUSTOMERS = 20


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Order under many keys, each sent one to five times at once, while web processes are killed."""
    keys, kills, every = SIZES[size]
    dice, journal = random.Random(seed), Journal()
    (seller,) = accounts(1, is_seller=True)
    things = shelves(seller, 20, stock=1_000_000)
    before = Order.objects.count()
    with webs(without=without) as site:
        customers = [Customer(user, site, journal, seed) for user in accounts(CUSTOMERS)]
        deeds = [
            sending
            for number in range(keys)
            for sending in sendings(number, dice, customers[number % CUSTOMERS], things)
        ]
        with site.under_fire(kills, every=every, seed=seed):
            all_of(deeds, at_once=AT_ONCE)
    return judge(Result(NAME, keys, journal.sent, site.kills), journal, before)


def sendings(number, dice, customer, things):
    """Order under one key, one to five times."""
    lines = dice.sample(things, dice.randint(1, 3))
    items = [{"product": str(thing.pk), "quantity": dice.randint(1, 3)} for thing in lines]
    body, key = {"items": items, "shipping_address": ADDRESS}, f"key-{number}"
    return [lambda: customer.post("/api/orders/", body, key=key, name=key) for _ in range(dice.randint(1, 5))]


def judge(result: Result, journal: Journal, before: int) -> Result:
    """Hold what clients were told against what is there: an order a key, and one answer."""
    told = {}
    for key, answers in journal.answers.items():
        bodies = {(answer.status, answer.body) for answer in answers}
        if len(bodies) > 1:
            result.violated.append(f"{key} got {len(bodies)} different answers.")
        told[key] = {answer.data["id"] for answer in answers if answer.status == 201}
    there = {str(pk) for pk in Order.objects.values_list("pk", flat=True)}
    for key, ids in told.items():
        result.lost += [f"{key} was promised order {pk}, which isn't there." for pk in ids - there]
        if len(ids) != 1:
            result.doubled.append(f"{key} made {len(ids)} orders.")
    made = Order.objects.count() - before
    if made != result.n:
        result.doubled.append(f"{result.n} keys made {made} orders.")
    result.p99_ms = journal.p99_ms()
    statuses = Counter(answer.status for answers in journal.answers.values() for answer in answers)
    result.notes.append(f"Answers: {dict(statuses)}; {journal.broken} sendings broke off.")
    if journal.server_errors:
        result.violated.append(f"{journal.server_errors} answers were 500: {crashes()}")
    return result
