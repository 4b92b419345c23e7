"""What is shown of a parcel, in one statement."""

from nexus.kernel.database.rows import RowReader

SHIPMENTS = RowReader("""
    SELECT shipment.id, shipment.part_id, part.order_id, shipment.carrier, shipment.tracking_number,
           shipment.tracking_url, shipment.shipped_at, shipment.delivered_at,
           part.seller_id, seller.username AS seller__username,
           (
               SELECT COALESCE(json_agg(sent ORDER BY sent.name, sent.line), '[]')
               FROM (
                   SELECT line.id AS line, line.name, line.sku, line.options, packed.quantity
                   FROM fulfilment_shipmentline AS packed
                   JOIN orders_orderline AS line ON line.id = packed.line_id
                   WHERE packed.shipment_id = shipment.id
               ) AS sent
           ) AS lines
    FROM {keys}
    JOIN fulfilment_shipment AS shipment ON shipment.id = keys.id
    JOIN orders_orderpart AS part ON part.id = shipment.part_id
    JOIN accounts_user AS seller ON seller.id = part.seller_id
""")
