"""What sales come to: what was paid for them, and what went back, each on its own day."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection

# A sale that was cancelled stays one, and is refunded: so no day that is over changes afterwards.
_MOVED: Final = """
    WITH sold AS (
        SELECT part.id, part.total, part.paid_at, placed.currency,
               (part.paid_at AT TIME ZONE 'UTC')::date AS day
        FROM orders_orderpart AS part JOIN orders_order AS placed ON placed.id = part.order_id
        WHERE part.seller_id = ANY(%(sellers)s) AND part.paid_at >= %(begin)s AND part.paid_at < %(end)s
    ), given_back AS (
        SELECT refund.id, refund.amount, part.paid_at, placed.currency,
               (refund.updated_at AT TIME ZONE 'UTC')::date AS day
        FROM payments_refund AS refund
        JOIN orders_orderpart AS part ON part.id = refund.part_id
        JOIN orders_order AS placed ON placed.id = part.order_id
        WHERE part.seller_id = ANY(%(sellers)s) AND refund.status = 'succeeded'
          AND refund.updated_at >= %(begin)s AND refund.updated_at < %(end)s
    )
"""
_DAYS: Final = f"""
    {_MOVED}
    SELECT currency, day, sum(orders), sum(units)::bigint, sum(refunded_units)::bigint, sum(gross),
           sum(refunded)
    FROM (
        SELECT currency, day, 1 AS orders, total AS gross, 0.00 AS refunded, 0 AS refunded_units,
               (SELECT sum(quantity) FROM orders_orderline WHERE part_id = sold.id) AS units
        FROM sold
        UNION ALL
        SELECT currency, day, 0, 0.00, amount,
               (SELECT COALESCE(sum(quantity), 0) FROM payments_refundline WHERE refund_id = given_back.id), 0
        FROM given_back
    ) AS moved
    GROUP BY currency, day ORDER BY currency, day
"""  # noqa: S608 (our own text)
_PRODUCTS: Final = f"""
    {_MOVED}
    SELECT currency, product_id, name, units, refunded_units, gross, refunded
    FROM (
        SELECT currency, product_id, (array_agg(name ORDER BY paid_at DESC))[1] AS name, sum(units) AS units,
               sum(refunded_units) AS refunded_units, sum(gross) AS gross, sum(refunded) AS refunded,
               row_number() OVER (
                   PARTITION BY currency ORDER BY sum(gross) - sum(refunded) DESC, product_id
               ) AS place
        FROM (
            SELECT sold.currency, sold.paid_at, line.product_id, line.name, line.quantity AS units,
                   line.total AS gross, 0 AS refunded_units, 0.00 AS refunded
            FROM sold JOIN orders_orderline AS line ON line.part_id = sold.id
            UNION ALL
            SELECT given_back.currency, given_back.paid_at, line.product_id, line.name, 0, 0.00,
                   share.quantity, share.amount
            FROM given_back
            JOIN payments_refundline AS share ON share.refund_id = given_back.id
            JOIN orders_orderline AS line ON line.id = share.line_id
        ) AS moved
        GROUP BY currency, product_id HAVING sum(units) > 0
    ) AS ranked
    WHERE place <= %(most)s ORDER BY currency, place
"""  # noqa: S608 (our own text)


class DayRow(NamedTuple):
    """What was sold and given back on a day, in one currency."""

    currency: str
    day: date
    orders: int
    units: int
    refunded_units: int
    gross: Decimal
    refunded: Decimal


class ProductRow(NamedTuple):
    """What a product brought in, in one currency, under the name that it was sold by last."""

    currency: str
    product: UUID
    name: str
    units: int
    refunded_units: int
    gross: Decimal
    refunded: Decimal


def days_of(sellers: Collection[UUID], since: date, until: date) -> list[DayRow]:
    """Add up these sellers' days (UTC, both counted in) on which something was sold or given back."""
    return [DayRow(*row) for row in _read(_DAYS, sellers, since, until)]


def top_products_of(sellers: Collection[UUID], since: date, until: date, most: int) -> list[ProductRow]:
    """Give the products that brought in most in each currency, of those that were sold on these days."""
    return [ProductRow(*row) for row in _read(_PRODUCTS, sellers, since, until, most=most)]


def _read(
    statement: str, sellers: Collection[UUID], since: date, until: date, **more: int
) -> list[tuple[Any, ...]]:
    begin, end = (datetime.combine(day, time(), UTC) for day in (since, until + timedelta(days=1)))
    with connection.cursor() as cursor:
        cursor.execute(statement, {"sellers": list(sellers), "begin": begin, "end": end, **more})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
