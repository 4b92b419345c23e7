"""What is shown of refunds and returns, each in one statement."""

from nexus.kernel.database.rows import RowReader

# Amounts within JSON as text: a JSON number would lose the cents' zeros.
REFUNDS = RowReader("""
    SELECT refund.id, refund.part_id, part.order_id, refund.amount, refund.shipping, customer_order.currency,
           refund.status, refund.reason, refund.created_at,
           (
               SELECT COALESCE(json_agg(refunded ORDER BY refunded.name, refunded.line), '[]')
               FROM (
                   SELECT line.id AS line, line.name, line.sku, line.options, share.quantity,
                          share.amount::text
                   FROM payments_refundline AS share
                   JOIN orders_orderline AS line ON line.id = share.line_id
                   WHERE share.refund_id = refund.id
               ) AS refunded
           ) AS lines
    FROM {keys}
    JOIN payments_refund AS refund ON refund.id = keys.id
    JOIN orders_orderpart AS part ON part.id = refund.part_id
    JOIN orders_order AS customer_order ON customer_order.id = part.order_id
""")

RETURNS = RowReader("""
    SELECT asked.id, asked.part_id, part.order_id, customer_order.serial, asked.status, asked.reason,
           asked.answer, asked.requested_at, asked.updated_at,
           asked.seller_id, seller.username AS seller__username,
           asked.customer_id, customer.username AS customer__username,
           refund.id AS refund_id, refund.amount AS refund__amount, refund.status AS refund__status,
           customer_order.currency,
           (
               SELECT COALESCE(json_agg(back ORDER BY back.name, back.line), '[]')
               FROM (
                   SELECT line.id AS line, line.name, line.sku, line.options, returned.quantity,
                          returned.is_restocked
                   FROM aftersales_returnline AS returned
                   JOIN orders_orderline AS line ON line.id = returned.line_id
                   WHERE returned.of_return_id = asked.id
               ) AS back
           ) AS lines
    FROM {keys}
    JOIN aftersales_return AS asked ON asked.id = keys.id
    JOIN orders_orderpart AS part ON part.id = asked.part_id
    JOIN orders_order AS customer_order ON customer_order.id = part.order_id
    JOIN accounts_user AS seller ON seller.id = asked.seller_id
    JOIN accounts_user AS customer ON customer.id = asked.customer_id
    LEFT JOIN payments_refund AS refund ON refund.id = asked.refund_id
""")
