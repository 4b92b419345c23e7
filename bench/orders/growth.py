"""Whether lists of orders and carts stay as fast as orders grow: p95 at 1,000 orders and at many."""

import statistics
import time
from typing import Any
from uuid import UUID

from django.db import connection
from rest_framework.test import APIClient

from bench.orders.listening import client_of
from nexus.commerce.catalog.models import Product
from nexus.commerce.orders.models import OrderStatus
from nexus.kernel.accounts.models import User

FEW = 1_000
CUSTOMERS_FOR = 100  # orders a customer has
SELLERS = 50
IN_THE_CART = 10
REQUESTS = 300

# Orders of one line each, spread over customers and sellers, as old as their number; most are paid.
_ORDERS = """
    INSERT INTO orders_order (id, customer_id, status, currency, items_total, discount_total, shipping_total,
        tax_total, total, coupon_code, shipping_address, note, placed_at, paid_at, updated_at)
    SELECT uuidv7(), customers.ids[1 + n %% array_length(customers.ids, 1)], %(status)s, 'USD', 10, 0, 0,
        0, 10,
        '', '{"name": "Nora", "line1": "1", "line2": "", "city": "Berlin", "region": "", "postal_code": "1",
          "country": "DE"}', '', now() - make_interval(secs => %(before)s - n),
        now() - make_interval(secs => %(before)s - n), now()
    FROM generate_series(%(first)s::int, %(last)s::int) AS n,
         (
             SELECT array_agg(id ORDER BY id) AS ids FROM accounts_user WHERE username LIKE 'customer%%'
         ) AS customers
"""
_PARTS = """
    INSERT INTO orders_orderpart (id, order_id, seller_id, status, items_total, discount_total,
        discount_by_site, shipping_total, shipping_discount, tax_total, shipping_tax, total, shipping_name,
        placed_at, paid_at)
    SELECT uuidv7(), placed.id, sold.seller_id, placed.status, 10, 0, 0, 0, 0, 0, 0, 10, 'Standard',
        placed.placed_at, placed.paid_at
    FROM orders_order AS placed
    JOIN (SELECT seller_id, row_number() OVER (ORDER BY seller_id) - 1 AS place
          FROM (SELECT DISTINCT seller_id FROM catalog_product) AS seller) AS sold
      ON sold.place = placed.serial %% %(sellers)s
    WHERE NOT EXISTS (SELECT FROM orders_orderpart WHERE order_id = placed.id)
"""
_LINES = """
    INSERT INTO orders_orderline (id, part_id, product_id, variant_id, name, sku, options, unit_price,
        quantity, subtotal, discount, discount_by_site, tax_name, tax_rate, tax_is_included, tax, total,
        commission_rate, shipped_quantity, returned_quantity, cancelled_quantity, refunded_quantity,
        refunded_total)
    SELECT uuidv7(), part.id, thing.product_id, thing.id, 'Lamp', '', '{}', 10, 1, 10, 0, 0, '', 0, true, 0,
        10, 10, 0, 0, 0, 0, 0
    FROM orders_orderpart AS part
    JOIN (SELECT DISTINCT ON (product.seller_id) product.seller_id, variant.product_id, variant.id
          FROM catalog_variant AS variant JOIN catalog_product AS product ON product.id = variant.product_id
          ORDER BY product.seller_id, variant.id) AS thing ON thing.seller_id = part.seller_id
    WHERE NOT EXISTS (SELECT FROM orders_orderline WHERE part_id = part.id)
"""


def measure_growth(many: int) -> None:
    """Print the p95 of each list at FEW orders and at many."""
    found = []
    for first, last in ((1, FEW), (FEW + 1, many)):
        grow(first, last, many)
        found.append(_measure())
    print(f"\n| p95, ms | {FEW:,} orders | {many:,} orders | ratio | asked |\n|---|---|---|---|---|")
    for name, before in found[0].items():
        after = found[1][name]
        print(f"| {name} | {before:.1f} | {after:.1f} | {after / before:.2f} | 1.5 |")


def grow(first: int, last: int, many: int) -> None:
    """Add orders from one number to another, as old as if there were so many in the end."""
    missing = range(
        User.objects.filter(username__startswith="customer").count(), max(1, last // CUSTOMERS_FOR)
    )
    User.objects.bulk_create(User(username=f"customer{n}", email=f"c{n}@example.com") for n in missing)
    given: dict[str, Any] = {"first": first, "last": last, "before": many, "status": OrderStatus.PAID}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        # Rows that are right by their making: nobody needs to look each one's references up.
        cursor.execute("SET session_replication_role = replica")
        for statement in (_ORDERS, _PARTS, _LINES):
            cursor.execute(statement, given | {"sellers": SELLERS})
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE orders_order, orders_orderpart, orders_orderline")


def _measure() -> dict[str, float]:
    customer = client_of(User.objects.get(username="customer0"))
    for product in Product.objects.live().values_list("pk", flat=True)[:IN_THE_CART]:
        customer.post("/api/cart/items/", {"product": str(product)}, format="json")
    seller = client_of(User.objects.get(pk=_busiest()))
    return {
        "a customer's orders": _p95(customer, "/api/orders/"),
        "a customer's paid orders": _p95(customer, "/api/orders/?status=paid"),
        "a customer's orders by cursor": _p95(customer, "/api/orders/?cursor="),
        "a customer's cart": _p95(customer, "/api/cart/"),
        "a seller's sales": _p95(seller, "/api/sales/"),
        "a seller's paid sales": _p95(seller, "/api/sales/?status=paid"),
        "a seller's sales by cursor": _p95(seller, "/api/sales/?cursor="),
    }


def _busiest() -> UUID:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seller_id FROM orders_orderpart GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        return cursor.fetchone()[0]


def _p95(client: APIClient, path: str) -> float:
    times = []
    for _ in range(REQUESTS):
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1_000)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}: {answer.content!r}")
    return statistics.quantiles(times, n=20)[-1]
