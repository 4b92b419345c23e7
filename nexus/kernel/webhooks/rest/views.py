from uuid import UUID

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.access import can, require
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import NoQuery, read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.webhooks import actions
from nexus.kernel.webhooks.actions.secrets import OVERLAP
from nexus.kernel.webhooks.concerning import SITE, facts_for, owners_run_by
from nexus.kernel.webhooks.models import Endpoint
from nexus.kernel.webhooks.rest.serializers import EndpointInput, NewEndpointInput, ReplayInput
from nexus.kernel.webhooks.rest.shapes import (
    DeliveryDetail,
    EndpointQuery,
    EndpointShape,
    EventKinds,
    NewEndpointShape,
    ReplayShape,
    SecretShape,
)

RUNNERS = "the seller, the store's managers, the employer, admin"


class EndpointView(ApiView):
    """Something about webhook endpoints."""

    def shown(self, endpoint_id: UUID) -> EndpointShape:
        """Give an endpoint as this actor sees it."""
        return EndpointShape.of(Endpoint.objects.visible_to(self.actor).rows().get(pk=endpoint_id))


class EndpointList(EndpointView):
    """Webhook endpoints."""

    @operation(
        "List one's webhook endpoints",
        who="signed in",
        answer=EndpointShape,
        many=True,
        query=EndpointQuery,
        description="List the endpoints of the stores and employers that one runs; administrators see all.",
    )
    def get(self, request: Request) -> Response:
        """List one's endpoints."""
        require(self.actor, "webhooks.look_for_endpoint")
        query = read_query(request, EndpointQuery)
        rows = Endpoint.objects.visible_to(self.actor).narrowed(**query.filters).rows()
        return listing(request, rows, query, EndpointShape.of, query.order)

    @operation(
        "Create a webhook endpoint",
        who=RUNNERS,
        answer=NewEndpointShape,
        status=201,
        body=NewEndpointInput,
        errors=[NotFound, Unprocessable],
        description="Have an https address told what happens from now on. The answer holds `secret`, for the "
        "only time: deliveries are signed with it to the Standard Webhooks specification. `events` are "
        "names, or beginnings with `.*` after them, or `*` for all: `GET /api/webhooks/events/` lists them. "
        "Who runs several says whose events are meant: `side` is `store`, `employer` or, for "
        "administrators, `site`; `owner` is the id of the one. No `Idempotency-Key` is honoured here: it "
        "would keep the secret.",
    )
    def post(self, request: Request) -> Response:
        """Have an address told what happens."""
        said = self.read_body(NewEndpointInput)
        side, owner = said.pop("side", None), said.pop("owner", None)
        endpoint, secret = actions.create_endpoint(self.actor, said, side=side, owner=owner)
        return created(NewEndpointShape.made(Endpoint.objects.rows().get(pk=endpoint.pk), secret))


class EventList(ApiView):
    """What endpoints can hear."""

    @operation(
        "List what webhooks can tell",
        who="signed in",
        answer=EventKinds,
        query=NoQuery,
        description="List the kinds of events by side, as far as one may hear them. `data` holds these "
        "names; a store is told its own part of an order as `sale_id` too.",
    )
    def get(self, request: Request) -> Response:
        """List the kinds of events."""
        require(self.actor, "webhooks.look_for_endpoint")
        read_query(request, NoQuery)
        names = [*owners_run_by(self.actor)]
        if can(self.actor, "webhooks.hear_everything"):
            names.append(SITE)
        return ok(EventKinds.of({side: facts_for(side) for side in names}))


class EndpointDetail(EndpointView):
    """One webhook endpoint."""

    @operation("Show a webhook endpoint", who=RUNNERS, answer=EndpointShape, errors=[NotFound])
    def get(self, request: Request, endpoint_id: UUID) -> Response:
        """Show an endpoint."""
        require(self.actor, "webhooks.look_for_endpoint")
        return ok(self.shown(endpoint_id))

    @operation(
        "Change a webhook endpoint", who=RUNNERS, answer=EndpointShape, body=EndpointInput, errors=[NotFound]
    )
    def put(self, request: Request, endpoint_id: UUID) -> Response:
        """Change the fields that are given."""
        actions.change_endpoint(self.actor, endpoint_id, self.read_body(EndpointInput, partial=True))
        return ok(self.shown(endpoint_id), "Endpoint updated")

    patch = put

    @operation("Delete a webhook endpoint", who=RUNNERS, status=204, errors=[NotFound])
    def delete(self, request: Request, endpoint_id: UUID) -> Response:
        """Tell an endpoint nothing any more."""
        actions.delete_endpoint(self.actor, endpoint_id)
        return gone()


class EndpointPause(EndpointView):
    """An endpoint that rests."""

    @operation(
        "Pause a webhook endpoint",
        who=RUNNERS,
        answer=EndpointShape,
        errors=[NotFound, InvalidTransition],
        description="Send it nothing for a while. What happens waits for it, for thirty days.",
    )
    @idempotent
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send it nothing for a while."""
        actions.pause_endpoint(self.actor, endpoint_id)
        return ok(self.shown(endpoint_id), "Paused")


class EndpointResume(EndpointView):
    """An endpoint that goes on."""

    @operation(
        "Resume a webhook endpoint",
        who=RUNNERS,
        answer=EndpointShape,
        errors=[NotFound],
        description="Send to it again, after a pause or after Nexus had disabled it. What it missed while it "
        "was disabled comes with a replay.",
    )
    @idempotent
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send to it again."""
        actions.resume_endpoint(self.actor, endpoint_id)
        return ok(self.shown(endpoint_id), "Resumed")


class EndpointSecret(EndpointView):
    """A new secret."""

    @operation(
        "Rotate a webhook secret",
        who=RUNNERS,
        answer=SecretShape,
        status=201,
        errors=[NotFound],
        description="Make a new secret, shown for the only time. For 24 hours deliveries are signed with the "
        "one before as well, so that no delivery is refused while the receiver changes over.",
    )
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Make a new secret."""
        secret = actions.rotate_secret(self.actor, endpoint_id)
        return created(SecretShape(secret, timezone.now() + OVERLAP))


class EndpointTest(EndpointView):
    """A trial."""

    @operation(
        "Send a test webhook",
        who=RUNNERS,
        answer=DeliveryDetail,
        status=201,
        errors=[NotFound, InvalidTransition],
        description="Send the endpoint a `webhooks.test`, whatever events it asked for. Look at the delivery "
        "a moment later to see what it answered.",
    )
    @idempotent
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send something to try it by."""
        return created(DeliveryDetail.whole(actions.send_test(self.actor, endpoint_id)))


class EndpointReplay(EndpointView):
    """Hearing again."""

    @operation(
        "Replay webhooks",
        who=RUNNERS,
        answer=ReplayShape,
        status=201,
        body=ReplayInput,
        errors=[NotFound, InvalidTransition, Unprocessable],
        description="Send anew all that happened since then and that the endpoint asks for now, from the "
        "log: what it took, what was given up, and what happened before it was there. The ids are the same: "
        "a receiver that keeps them takes nothing twice.",
    )
    @idempotent
    def post(self, request: Request, endpoint_id: UUID) -> Response:
        """Send anew what happened in a while."""
        return created(ReplayShape.of(actions.replay(self.actor, endpoint_id, **self.read_body(ReplayInput))))
