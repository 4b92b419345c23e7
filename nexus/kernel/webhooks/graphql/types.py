from datetime import datetime

import strawberry

from nexus.kernel.webhooks.graphql.choices import WebhookDeliveryState, WebhookState


@strawberry.type
class WebhookEndpoint:
    """An address that is told what happens. owner: none for the site's own."""

    id: strawberry.ID
    side: str
    owner: strawberry.ID | None
    url: str
    description: str
    events: list[str]
    state: WebhookState
    disabled_because: str
    failing_since: datetime | None
    delivered_at: datetime | None
    created_at: datetime
    updated_at: datetime


@strawberry.type
class NewWebhookEndpoint:
    """A new endpoint, with its secret: this is the only time that it is shown."""

    endpoint: WebhookEndpoint
    secret: str


@strawberry.type
class WebhookSecret:
    """A new secret: this is the only time that it is shown. Until then the one before holds as well."""

    secret: str
    overlap_until: datetime


@strawberry.type
class WebhookAttempt:
    """One try. status: none where no answer came. answer: the first of what was answered."""

    at: datetime
    status: int | None
    took_ms: int
    answer: str
    error: str


@strawberry.type
class WebhookDelivery:
    """That an endpoint is told of an event. webhookId: the same at each attempt, as in the header."""

    id: strawberry.ID
    endpoint: strawberry.ID
    webhook_id: strawberry.ID
    event: str
    state: WebhookDeliveryState
    attempts: int
    next_attempt_at: datetime | None
    finished_at: datetime | None
    created_at: datetime


@strawberry.type
class WebhookDeliveryDetail(WebhookDelivery):
    """A delivery with what is sent, byte for byte, and what came of each attempt."""

    body: str
    tries: list[WebhookAttempt]


@strawberry.type
class WebhookReplay:
    """A replay that was begun: what happened since then is sent anew, little by little."""

    endpoint: strawberry.ID
    since: datetime | None
    events_to_read: int
