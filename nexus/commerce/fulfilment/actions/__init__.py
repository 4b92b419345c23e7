from nexus.commerce.fulfilment.actions.delivering import mark_delivered
from nexus.commerce.fulfilment.actions.progress import locked_part, move_on
from nexus.commerce.fulfilment.actions.shipping import ship_part
from nexus.commerce.fulfilment.actions.tracking import Tracking, correct_tracking
from nexus.commerce.fulfilment.actions.withholding import withhold

__all__ = [
    "Tracking",
    "correct_tracking",
    "locked_part",
    "mark_delivered",
    "move_on",
    "ship_part",
    "withhold",
]
