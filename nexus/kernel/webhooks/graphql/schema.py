from uuid import UUID

import strawberry
from django.utils import timezone
from strawberry import UNSET

from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info, keep_no_secret
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of
from nexus.kernel.webhooks import actions
from nexus.kernel.webhooks.actions.secrets import OVERLAP
from nexus.kernel.webhooks.graphql.inputs import (
    WebhookChange,
    WebhookDeliveryFilter,
    WebhookFilter,
    WebhookInput,
    WebhookReplayInput,
)
from nexus.kernel.webhooks.graphql.types import (
    NewWebhookEndpoint,
    WebhookDelivery,
    WebhookDeliveryDetail,
    WebhookEndpoint,
    WebhookReplay,
    WebhookSecret,
)
from nexus.kernel.webhooks.models import Delivery, Endpoint
from nexus.kernel.webhooks.rest import serializers
from nexus.kernel.webhooks.rest.shapes import (
    DeliveryDetail,
    DeliveryQuery,
    DeliveryShape,
    EndpointQuery,
    EndpointShape,
    ReplayShape,
)


@strawberry.type
class Query:
    """What one may ask of one's webhooks."""

    @listed(WebhookEndpoint)
    def webhooks(self, info: Info, filter: WebhookFilter | None = UNSET) -> Listing[EndpointShape]:
        """The endpoints of the stores and employers that one runs; administrators see all."""
        require(info.context.actor, "webhooks.look_for_endpoint")
        query = read_narrowing(EndpointQuery, filter)
        rows = Endpoint.objects.visible_to(info.context.actor).narrowed(**query.filters).rows()
        return Listing(rows, query.order, each(EndpointShape.of))

    @shown_as(WebhookEndpoint | None)
    def webhook(self, info: Info, id: strawberry.ID) -> EndpointShape:
        """One endpoint."""
        return _endpoint(info, uuid_of(id))

    @listed(WebhookDelivery)
    def webhook_deliveries(
        self, info: Info, webhook: strawberry.ID, filter: WebhookDeliveryFilter | None = UNSET
    ) -> Listing[DeliveryShape]:
        """What an endpoint was sent, the newest first."""
        endpoint_id = _endpoint(info, uuid_of(webhook)).id
        query = read_narrowing(DeliveryQuery, filter)
        rows = Delivery.objects.filter(endpoint=endpoint_id).narrowed(**query.filters).rows()
        return Listing(rows, query.order, each(DeliveryShape.of))

    @shown_as(WebhookDeliveryDetail | None)
    def webhook_delivery(self, info: Info, webhook: strawberry.ID, id: strawberry.ID) -> DeliveryDetail:
        """One delivery, with its attempts."""
        endpoint_id = _endpoint(info, uuid_of(webhook)).id
        return DeliveryDetail.whole(Delivery.objects.get(pk=uuid_of(id), endpoint=endpoint_id))


@strawberry.type
class Mutation:
    """What one may do with one's webhooks."""

    @mutation(NewWebhookEndpoint)
    def create_webhook(self, info: Info, input: WebhookInput) -> NewWebhookEndpoint:
        """Have an https address told what happens from now on; the secret is shown this once."""
        keep_no_secret(info)
        said = read_input(serializers.NewEndpointInput, input)
        side, owner = said.pop("side", None), said.pop("owner", None)
        endpoint, secret = actions.create_endpoint(info.context.actor, said, side=side, owner=owner)
        shown = _endpoint(info, endpoint.pk)
        return NewWebhookEndpoint(endpoint=shown, secret=secret)  # type: ignore[arg-type]  # it has its attributes

    @mutation(WebhookEndpoint)
    def change_webhook(self, info: Info, id: strawberry.ID, input: WebhookChange) -> EndpointShape:
        """Change the fields that are given."""
        said = read_input(serializers.EndpointInput, input, partial=True)
        return _endpoint(info, actions.change_endpoint(info.context.actor, uuid_of(id), said).pk)

    @mutation(WebhookEndpoint)
    def pause_webhook(self, info: Info, id: strawberry.ID) -> EndpointShape:
        """Send an endpoint nothing for a while: what happens waits for it."""
        return _endpoint(info, actions.pause_endpoint(info.context.actor, uuid_of(id)).pk)

    @mutation(WebhookEndpoint)
    def resume_webhook(self, info: Info, id: strawberry.ID) -> EndpointShape:
        """Send to a paused or disabled endpoint again."""
        return _endpoint(info, actions.resume_endpoint(info.context.actor, uuid_of(id)).pk)

    @mutation(strawberry.ID)
    def delete_webhook(self, info: Info, id: strawberry.ID) -> strawberry.ID:
        """Tell an endpoint nothing any more."""
        actions.delete_endpoint(info.context.actor, uuid_of(id))
        return id

    @mutation(WebhookSecret)
    def rotate_webhook_secret(self, info: Info, id: strawberry.ID) -> WebhookSecret:
        """Make a new secret, shown this once; for 24 hours the one before holds as well."""
        keep_no_secret(info)
        secret = actions.rotate_secret(info.context.actor, uuid_of(id))
        return WebhookSecret(secret=secret, overlap_until=timezone.now() + OVERLAP)

    @mutation(WebhookDeliveryDetail)
    def test_webhook(self, info: Info, id: strawberry.ID) -> DeliveryDetail:
        """Send an endpoint something to try it by."""
        return DeliveryDetail.whole(actions.send_test(info.context.actor, uuid_of(id)))

    @mutation(WebhookDeliveryDetail)
    def resend_webhook_delivery(
        self, info: Info, webhook: strawberry.ID, id: strawberry.ID
    ) -> DeliveryDetail:
        """Send one delivery anew, under the id that it had."""
        return DeliveryDetail.whole(actions.resend(info.context.actor, uuid_of(webhook), uuid_of(id)))

    @mutation(WebhookReplay)
    def replay_webhooks(self, info: Info, id: strawberry.ID, input: WebhookReplayInput) -> ReplayShape:
        """Send an endpoint anew what it asks for of all that happened in a while."""
        said = read_input(serializers.ReplayInput, input)
        return ReplayShape.of(actions.replay(info.context.actor, uuid_of(id), **said))


def _endpoint(info: Info, endpoint_id: UUID) -> EndpointShape:
    require(info.context.actor, "webhooks.look_for_endpoint")
    return EndpointShape.of(Endpoint.objects.visible_to(info.context.actor).rows().get(pk=endpoint_id))
