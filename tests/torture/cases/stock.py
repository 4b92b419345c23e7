"""Case 2: never oversold, also while customers cancel, sellers edit and ship, and web processes die."""

from __future__ import annotations

import random
from collections import Counter
from functools import partial

from django.db import connection

from nexus.commerce.catalog.models import Variant
from nexus.commerce.inventory.models import Hold, StockItem
from tests.torture.arena import ADDRESS, accounts, shelves
from tests.torture.clients import Answer, Customer, Journal, all_of
from tests.torture.results import Result
from tests.torture.webs import crashes, webs

NAME = "2. never oversold"
DEFENCE = "stock"  # what is there is read first and written later, and the database doesn't check it
SKUS, EACH, CUSTOMERS, AT_ONCE = 40, 100, 20, 16
SIZES = {"small": (40, 1, 0.2), "full": (5_000, 50, 1.5), "control": (80, 0, 1.0)}
# The fewer things there are, the more customers want the same.
SHELVES = {"small": (4, 15), "full": (SKUS, EACH), "control": (2, 10)}

_DRIFT = """
    SELECT item.id FROM inventory_stockitem item
    LEFT JOIN LATERAL (
        SELECT COALESCE(SUM(on_hand_change), 0) AS on_hand, COALESCE(SUM(reserved_change), 0) AS reserved
        FROM inventory_stockmovement WHERE stock_item_id = item.id
    ) history ON TRUE
    LEFT JOIN LATERAL (
        SELECT COALESCE(SUM(quantity), 0) AS held FROM inventory_hold WHERE stock_item_id = item.id
    ) holds ON TRUE
    WHERE item.on_hand <> history.on_hand OR item.reserved <> history.reserved OR item.reserved <> holds.held
"""
_OVERSOLD = "SELECT id FROM inventory_stockitem WHERE reserved < 0 OR reserved > on_hand"
_SHOWN_WRONG = """
    SELECT variant.id FROM catalog_variant variant
    JOIN (SELECT variant_id, SUM(on_hand - reserved) AS there FROM inventory_stockitem GROUP BY 1) stock
    ON stock.variant_id = variant.id WHERE variant.stock <> stock.there
"""
_DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"


def run(size: str, *, without: str = "", seed: int = 1) -> Result:
    """Fill more carts than there are things, while sellers edit and ship, and web processes are killed."""
    carts, kills, every = SIZES[size]
    dice, journal, deadlocks = random.Random(seed), Journal(), _number(_DEADLOCKS)
    (seller,) = accounts(1, is_seller=True)
    things = shelves(seller, SHELVES[size][0], stock=SHELVES[size][1])
    result = Result(NAME, carts)
    if without:
        _drop_checks()
    with webs(without=without) as site:
        customers = [Customer(user, site, journal, seed) for user in accounts(CUSTOMERS)]
        shop = Customer(seller, site, journal, seed)
        with site.under_fire(kills, every=every, seed=seed):
            done = 0
            # Further carts come until all the kills have been.
            while done < carts or site.kills < kills:
                lot = range(done, done + carts)
                deeds = [partial(_shop, n, random.Random(f"{seed}-{n}"), customers, things) for n in lot]
                deeds += [
                    partial(_edit, n, random.Random(f"{seed}-edit-{n}"), shop, things) for n in lot[::20]
                ]
                dice.shuffle(deeds)
                all_of(deeds, at_once=AT_ONCE)
                done += carts
        result.n = done
        result.sent, result.kills, result.p99_ms = journal.sent, site.kills, journal.p99_ms()
        _check_books(result, seller)
        if not without:
            _sell_out(result, customers[0], seller)
            _check_books(result, seller)
    if (more := _number(_DEADLOCKS) - deadlocks) and not without:
        result.violated.append(f"{more} deadlocks.")
    if journal.server_errors:
        result.violated.append(f"{journal.server_errors} answers were 500: {crashes()}")
    statuses = Counter(answer.status for answers in journal.answers.values() for answer in answers)
    result.notes.append(f"Answers: {dict(statuses)}; {journal.broken} sendings broke off.")
    return result


def _shop(number, dice, customers, things):
    customer = dice.choice(customers)
    lines = dice.sample(things, dice.randint(1, min(3, len(things))))
    items = [{"product": str(thing.pk), "quantity": dice.randint(1, 3)} for thing in lines]
    key = f"cart-{number}"
    order = _order(customer, items, key)
    if order.status != 201:
        return
    path, fate = f"/api/orders/{order.data['id']}", dice.random()
    if fate < 0.3:
        customer.post(f"{path}/cancel/", {"reason": "torture"}, key=f"{key}-cancel")
    elif fate < 0.7:
        customer.post(f"{path}/payments/", {"provider": "sandbox", "token": "tok_success"}, key=f"{key}-pay")


def _edit(number, dice, shop, things):
    # A seller says anew how many can be bought now, or sends what was paid.
    thing = dice.choice(things)
    if dice.random() < 0.5:
        shop.put(f"/api/products/{thing.pk}/", {"stock": dice.randint(0, 5)}, name=f"edit-{number}")
        return
    sales = shop.get("/api/sales/?status=paid&page_size=5")
    for sale in sales.results[:1]:
        shop.post(f"/api/sales/{sale['id']}/shipments/", {}, key=f"ship-{number}")


def _order(customer: Customer, items: list[dict[str, object]], key: str) -> Answer:
    return customer.post("/api/orders/", {"items": items, "shipping_address": ADDRESS}, key=key)


def _check_books(result: Result, seller) -> None:
    result.violated += [f"Stock item {pk} is oversold." for pk in _ids(_OVERSOLD)]
    result.violated += [f"The history of stock item {pk} doesn't add up." for pk in _ids(_DRIFT)]
    result.violated += [f"Variant {pk} shows another stock than there is." for pk in _ids(_SHOWN_WRONG)]
    held = Hold.objects.filter(stock_item__warehouse__seller=seller).count()
    result.notes.append(f"{held} holds looked at.")


def _sell_out(result: Result, customer: Customer, seller) -> None:
    left = StockItem.objects.filter(warehouse__seller=seller).values_list("variant_id", "on_hand", "reserved")
    for variant_id, on_hand, reserved in left:
        product = Variant.objects.get(pk=variant_id).product_id
        item = {"product": str(product), "variant": str(variant_id)}
        if there := on_hand - reserved:
            answer = _order(customer, [item | {"quantity": there}], f"rest-{variant_id}")
            if answer.status != 201:
                result.violated.append(
                    f"{there} of {variant_id} are there, but can't be bought: {answer.error}"
                )
        answer = _order(customer, [item | {"quantity": 1}], f"more-{variant_id}")
        if answer.status != 422:
            result.violated.append(f"One more of {variant_id} was sold than there are.")


def _drop_checks() -> None:
    with connection.cursor() as cursor:
        for name in ("stock_item_never_oversold", "stock_item_reserved_not_negative"):
            cursor.execute(f"ALTER TABLE inventory_stockitem DROP CONSTRAINT IF EXISTS {name}")
        cursor.execute("ALTER TABLE catalog_variant DROP CONSTRAINT IF EXISTS variant_stock_not_negative")


def _ids(statement: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def _number(statement: str) -> int:
    return int(_ids(statement)[0] or 0)
