"""What lists and pages read of orders and sales, in one statement."""

from nexus.kernel.database.rows import RowReader

# Amounts as text: a JSON number would lose the cents' zeros.
_LINES = """
    SELECT COALESCE(json_agg(entry ORDER BY entry.part, entry.name, entry.id), '[]')
    FROM (
        SELECT line.id, line.part_id AS part, line.product_id AS product, line.variant_id AS variant,
               line.name, line.sku, line.options, line.unit_price::text, line.quantity, line.subtotal::text,
               line.discount::text, line.tax_name, line.tax_rate::text, line.tax_is_included, line.tax::text,
               line.total::text, line.shipped_quantity, line.returned_quantity, line.cancelled_quantity,
               line.refunded_quantity, line.refunded_total::text {more}
        FROM orders_orderline AS line JOIN orders_orderpart AS of_part ON of_part.id = line.part_id
        WHERE {which}
    ) AS entry
"""
_LINES_OF_ORDER = _LINES.format(which="of_part.order_id = placed.id", more="")
_LINES_OF_PART = _LINES.format(which="line.part_id = part.id", more=", line.commission_rate::text")

_ORDER = """
    SELECT placed.id, placed.serial, placed.customer_id, placed.status, placed.currency, placed.items_total,
           placed.discount_total, placed.shipping_total, placed.tax_total, placed.total, placed.coupon_code,
           placed.placed_at, placed.paid_at, placed.updated_at, ({lines}) AS lines {more}
    FROM {keys}
    JOIN orders_order AS placed ON placed.id = keys.id
"""
_HANGING_ON_IT = """,
           placed.shipping_address, placed.billing_address::json, placed.note,
           (
               SELECT min(expires_at) FROM inventory_hold WHERE reference = placed.id AND quantity > 0
           ) AS expires_at,
           (
               SELECT json_agg(entry ORDER BY entry.id)
               FROM (
                   SELECT part.id, part.seller_id AS seller, seller.username AS seller_name, part.status,
                          part.items_total::text, part.discount_total::text, part.shipping_total::text,
                          part.tax_total::text, part.total::text, part.shipping_method_id AS shipping_method,
                          part.shipping_name
                   FROM orders_orderpart AS part JOIN accounts_user AS seller ON seller.id = part.seller_id
                   WHERE part.order_id = placed.id
               ) AS entry
           ) AS parts
"""
_SALE = """
    SELECT part.id, part.order_id, placed.serial, part.seller_id, seller.username AS seller__username,
           part.status, placed.currency, part.items_total, part.discount_total, part.discount_by_site,
           part.shipping_total, part.tax_total, part.total, part.shipping_name, placed.shipping_address,
           placed.note, part.placed_at, part.paid_at, ({lines}) AS lines
    FROM {keys}
    JOIN orders_orderpart AS part ON part.id = keys.id
    JOIN orders_order AS placed ON placed.id = part.order_id
    JOIN accounts_user AS seller ON seller.id = part.seller_id
"""

CARDS = RowReader(_ORDER.replace("{lines}", _LINES_OF_ORDER).replace("{more}", ""))
PAGES = RowReader(_ORDER.replace("{lines}", _LINES_OF_ORDER).replace("{more}", _HANGING_ON_IT))
SALES = RowReader(_SALE.replace("{lines}", _LINES_OF_PART))
