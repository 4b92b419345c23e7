from datetime import datetime

import strawberry
from strawberry import UNSET

from nexus.kernel.webhooks.graphql.choices import WebhookDeliveryState, WebhookState


@strawberry.input
class WebhookInput:
    """Where to send what; who runs several stores or employers says whose events are meant."""

    url: str
    events: list[str]
    description: str | None = UNSET
    side: str | None = UNSET
    owner: strawberry.ID | None = UNSET


@strawberry.input
class WebhookChange:
    """What of an endpoint is changed."""

    url: str | None = UNSET
    events: list[str] | None = UNSET
    description: str | None = UNSET


@strawberry.input
class WebhookReplayInput:
    """From when on, and up to when, what happened is sent anew."""

    since: datetime
    until: datetime | None = UNSET


@strawberry.input
class WebhookFilter:
    """What a list of endpoints can be narrowed to."""

    state: WebhookState | None = UNSET
    side: str | None = UNSET


@strawberry.input
class WebhookDeliveryFilter:
    """What a list of deliveries can be narrowed to; event: a name, or how it begins."""

    state: WebhookDeliveryState | None = UNSET
    event: str | None = UNSET
