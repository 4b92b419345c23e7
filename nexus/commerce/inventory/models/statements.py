"""The statements that move stock, one for an order of any size.

Each locks the stock items that it may touch by their id, then works with what the locks let it see: under
READ COMMITTED a row that was waited for is read anew. The order of the locks is the same in all of them, so
that no two can wait for each other; each change writes its line of the history in the same statement.

What is held and what is set is written from the figures that were locked, never from the row's own: an UPDATE
first tries the row as the statement's snapshot has it, conditions and CHECKs included, and looks at the newer
one only afterwards. It would pass over what has just become free, or refuse what is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection


@dataclass(frozen=True, slots=True)
class Line:
    """What a history says beside the figures: which kind of change, whose, and why."""

    kind: str
    actor_id: UUID | None
    reason: str = ""


class Granted(NamedTuple):
    """What was asked of a variant, what could be had, and what was held of it: all or nothing.

    low: the stock items of it that this brought down to what is low, if there are any.
    """

    variant_id: UUID
    asked: int
    available: int
    held: int
    low: list[int] | None


class Changed(NamedTuple):
    """A variant of which there are more or fewer now; low: as for what was granted."""

    variant_id: UUID
    low: list[int] | None


class Missing(NamedTuple):
    """What was asked of a variant, and the less that an order has of it."""

    variant_id: UUID
    asked: int
    there: int


_ASKED = """
    SELECT variant_id, quantity
    FROM unnest(%(variants)s::uuid[], %(quantities)s::bigint[]) AS asked (variant_id, quantity)
"""

_HISTORY = """
    INSERT INTO inventory_stockmovement
        (stock_item_id, kind, on_hand_change, reserved_change, reason, reference, actor_id, happened_at)
    SELECT id, %(kind)s, {on_hand}, {reserved}, %(reason)s, {reference}, %(actor)s::uuid, now()
"""
_OF_ORDER = "%(order)s::uuid"

_FREE = """
    SELECT item.id, item.variant_id, item.warehouse_id, warehouse.priority, item.on_hand, item.reserved,
           item.on_hand - item.reserved AS free
    FROM asked
    JOIN inventory_stockitem AS item ON item.variant_id = asked.variant_id
    JOIN inventory_warehouse AS warehouse ON warehouse.id = item.warehouse_id AND warehouse.is_active
    {where}
    ORDER BY item.id
    FOR NO KEY UPDATE OF item
"""

# What the seller calls low of it, or the site. It is crossed where it lies below what was free, and not below
# what is.
_LOW = "COALESCE(item.low_stock_threshold, %(low)s::int)"
_OF_SELLER = "WHERE warehouse.seller_id = %(seller)s::uuid AND EXISTS (SELECT FROM home)"

# Who has all of it comes first in line; where nobody has, one gives after the other.
_HOLD = """
    WITH asked AS ({asked}),
    locked AS MATERIALIZED ({locked}),
    line AS (
        SELECT locked.id, locked.variant_id, locked.free, asked.quantity,
               COALESCE(SUM(locked.free) OVER (
                   PARTITION BY locked.variant_id
                   ORDER BY locked.free < asked.quantity, locked.priority, locked.warehouse_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ), 0) AS before
        FROM locked JOIN asked USING (variant_id)
    ),
    there AS (
        SELECT asked.variant_id, asked.quantity, COALESCE(SUM(locked.free), 0) AS free
        FROM asked LEFT JOIN locked USING (variant_id) GROUP BY asked.variant_id, asked.quantity
    ),
    taken AS (
        SELECT id, LEAST(free, quantity - before) AS quantity
        FROM line
        WHERE before < quantity AND free > 0 AND NOT EXISTS (SELECT FROM there WHERE free < quantity)
    ),
    given AS (
        UPDATE inventory_stockitem AS item
        SET on_hand = locked.on_hand, reserved = locked.reserved + taken.quantity
        FROM taken JOIN locked USING (id)
        WHERE item.id = locked.id
        RETURNING item.id, item.variant_id, taken.quantity, item.on_hand - item.reserved AS free, {low} AS low
    ),
    held AS (
        INSERT INTO inventory_hold (reference, stock_item_id, quantity, shipped, expires_at, created_at)
        SELECT {order}, id, quantity, 0, %(until)s::timestamptz, now() FROM given
        ON CONFLICT (reference, stock_item_id) DO UPDATE
        SET quantity = inventory_hold.quantity + EXCLUDED.quantity, expires_at = EXCLUDED.expires_at
    ),
    history AS (
        {history} FROM given
    )
    SELECT there.variant_id, there.quantity, there.free, COALESCE(SUM(given.quantity), 0),
           array_agg(given.id) FILTER (
               WHERE given.low >= given.free AND given.low < given.free + given.quantity
           )
    FROM there LEFT JOIN given USING (variant_id)
    GROUP BY there.variant_id, there.quantity, there.free
"""

# The warehouse is locked before what lies in it, as by one that closes a warehouse: EXISTS sees to it.
_SET = """
    WITH asked AS ({asked}),
    home AS (
        SELECT id FROM inventory_warehouse WHERE seller_id = %(seller)s::uuid AND is_active
        ORDER BY priority, id LIMIT 1 FOR KEY SHARE
    ),
    locked AS MATERIALIZED ({locked}),
    wanted AS (
        SELECT asked.variant_id, asked.quantity - COALESCE(SUM(locked.free), 0) AS change,
               COUNT(locked.id) AS places
        FROM asked LEFT JOIN locked USING (variant_id) GROUP BY asked.variant_id, asked.quantity
    ),
    line AS (
        SELECT locked.id, locked.variant_id, locked.free, wanted.change,
               COALESCE(SUM(locked.free) OVER (
                   PARTITION BY locked.variant_id ORDER BY locked.priority, locked.warehouse_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ), 0) AS before
        FROM locked JOIN wanted USING (variant_id) WHERE wanted.change < 0
    ),
    change AS (
        SELECT locked.id, wanted.variant_id, wanted.change
        FROM wanted CROSS JOIN home
        LEFT JOIN locked ON locked.variant_id = wanted.variant_id AND locked.warehouse_id = home.id
        WHERE wanted.change > 0 OR wanted.places = 0
        UNION ALL
        SELECT id, variant_id, -LEAST(free, -change - before) FROM line WHERE before < -change AND free > 0
    ),
    opened AS (
        INSERT INTO inventory_stockitem (variant_id, warehouse_id, on_hand, reserved)
        SELECT change.variant_id, home.id, change.change, 0 FROM change CROSS JOIN home
        WHERE change.id IS NULL ORDER BY change.variant_id
        ON CONFLICT (variant_id, warehouse_id) DO UPDATE
        SET on_hand = inventory_stockitem.on_hand + EXCLUDED.on_hand
        RETURNING id, variant_id
    ),
    changed AS (
        UPDATE inventory_stockitem AS item
        SET on_hand = locked.on_hand + change.change, reserved = locked.reserved
        FROM change JOIN locked USING (id)
        WHERE item.id = locked.id
        RETURNING item.id, item.on_hand - item.reserved AS free, change.change, {low} AS low
    ),
    written AS (
        SELECT COALESCE(change.id, opened.id) AS id, change.variant_id, change.change
        FROM change LEFT JOIN opened ON opened.variant_id = change.variant_id AND change.id IS NULL
        WHERE change.change <> 0
    ),
    history AS (
        {history} FROM written
    )
    SELECT written.variant_id, array_agg(changed.id) FILTER (
        WHERE changed.low >= changed.free AND changed.low < changed.free - changed.change
    )
    FROM written LEFT JOIN changed USING (id) GROUP BY written.variant_id
"""

# What a step does to each figure, of one piece that takes it.
_STEP = """
    WITH locked AS MATERIALIZED (
        SELECT hold.id AS hold_id, hold.stock_item_id AS id, item.variant_id, hold.{pool} AS pool
        FROM inventory_hold AS hold JOIN inventory_stockitem AS item ON item.id = hold.stock_item_id
        WHERE hold.reference = {order} AND hold.{pool} > 0
        ORDER BY item.id
        FOR NO KEY UPDATE OF item, hold
    ),
    asked AS ({asked}),
    line AS (
        SELECT locked.*, asked.quantity,
               COALESCE(SUM(locked.pool) OVER (
                   PARTITION BY locked.variant_id ORDER BY locked.hold_id
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
               ), 0) AS before
        FROM locked JOIN asked USING (variant_id)
    ),
    missing AS (
        SELECT asked.variant_id, asked.quantity, COALESCE(SUM(locked.pool), 0) AS there
        FROM asked LEFT JOIN locked USING (variant_id) GROUP BY asked.variant_id, asked.quantity
        HAVING COALESCE(SUM(locked.pool), 0) < asked.quantity
    ),
    due AS (
        SELECT hold_id, id, LEAST(pool, quantity - before) AS quantity
        FROM line WHERE before < quantity AND NOT EXISTS (SELECT FROM missing)
    ),
    moved AS (
        UPDATE inventory_stockitem AS item
        SET on_hand = item.on_hand + {on_hand} * due.quantity,
            reserved = item.reserved + {reserved} * due.quantity
        FROM due WHERE item.id = due.id
        RETURNING item.id, due.quantity
    ),
    kept AS (
        UPDATE inventory_hold AS hold
        SET quantity = hold.quantity + {reserved} * due.quantity,
            shipped = hold.shipped + {shipped} * due.quantity
        FROM due WHERE hold.id = due.hold_id
    ),
    history AS ({history} FROM moved)
    SELECT variant_id, quantity, there FROM missing
"""


def _step(*, pool: str, on_hand: int, reserved: int, shipped: int, asked: str = _ASKED) -> str:
    figures = {"on_hand": on_hand, "reserved": reserved}
    history = _HISTORY.format(
        reference=_OF_ORDER, **{name: f"{sign} * quantity" for name, sign in figures.items()}
    )
    return _STEP.format(pool=pool, order=_OF_ORDER, asked=asked, shipped=shipped, history=history, **figures)


HOLD = _HOLD.format(
    asked=_ASKED,
    locked=_FREE.format(where=""),
    order=_OF_ORDER,
    low=_LOW,
    history=_HISTORY.format(on_hand=0, reserved="quantity", reference=_OF_ORDER),
)
SET = _SET.format(
    asked=_ASKED,
    locked=_FREE.format(where=_OF_SELLER),
    low=_LOW,
    history=_HISTORY.format(on_hand="change", reserved=0, reference="NULL"),
)
RELEASE = _step(pool="quantity", on_hand=0, reserved=-1, shipped=0)
RELEASE_ALL = _step(
    pool="quantity",
    on_hand=0,
    reserved=-1,
    shipped=0,
    asked="SELECT variant_id, SUM(pool) AS quantity FROM locked GROUP BY variant_id",
)
SHIP = _step(pool="quantity", on_hand=-1, reserved=-1, shipped=1)
TAKE_BACK = _step(pool="shipped", on_hand=1, reserved=0, shipped=-1)


def run(statement: str, asked: Mapping[str, Any], line: Line) -> list[tuple[Any, ...]]:
    """Run one of these, and give the rows that it answers."""
    history = {"kind": line.kind, "actor": line.actor_id, "reason": line.reason}
    low = {"low": settings.NEXUS_LOW_STOCK}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**asked, **low, **history})
        return list(cursor.fetchall())
