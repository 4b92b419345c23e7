"""The models' choices as GraphQL's enums: named here once, for types and inputs alike."""

import strawberry

from nexus.kernel.webhooks.models import (
    DeliveryState as WebhookDeliveryState,
    EndpointState as WebhookState,
)

__all__ = ["WebhookDeliveryState", "WebhookState"]

strawberry.enum(WebhookState, name="WebhookState")
strawberry.enum(WebhookDeliveryState, name="WebhookDeliveryState")
