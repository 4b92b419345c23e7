from nexus.commerce.fulfilment.models.lines import add_cancelled, add_shipped, left_to_ship
from nexus.commerce.fulfilment.models.shipments import Shipment, ShipmentLine

__all__ = ["Shipment", "ShipmentLine", "add_cancelled", "add_shipped", "left_to_ship"]
