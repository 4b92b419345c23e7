from nexus.kernel.webhooks.models.deliveries import Attempt, Delivery, DeliveryState
from nexus.kernel.webhooks.models.endpoints import Endpoint, EndpointState, Secret
from nexus.kernel.webhooks.models.tails import Tail

__all__ = ["Attempt", "Delivery", "DeliveryState", "Endpoint", "EndpointState", "Secret", "Tail"]
