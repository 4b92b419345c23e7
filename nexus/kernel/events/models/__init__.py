from nexus.kernel.events.models.log import Event, Stream, Writing
from nexus.kernel.events.models.outbox import Delivery, Handed, Pending, Place

__all__ = ["Delivery", "Event", "Handed", "Pending", "Place", "Stream", "Writing"]
