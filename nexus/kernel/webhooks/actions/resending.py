"""Sending again: one delivery, or all that happened in a while; and a trial."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable, ValidationFailed
from nexus.kernel.events.models import Event
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.webhooks.actions.managing import locked_endpoint
from nexus.kernel.webhooks.actions.matching import written
from nexus.kernel.webhooks.exceptions import EndpointIsDisabled
from nexus.kernel.webhooks.models import Delivery, Endpoint, EndpointState, Tail

TEST = "webhooks.test"
MOST_REPLAYS = 3  # of one endpoint at a time


@transaction.atomic
def send_test(actor: Actor, endpoint_id: UUID) -> Delivery:
    """Send an endpoint something to try it by, which means nothing."""
    endpoint = _active(actor, endpoint_id)
    now = timezone.now()
    body = written(TEST, now, {"endpoint_id": endpoint.pk, "message": "It works."})
    return Delivery.objects.create(endpoint=endpoint, event_id=new_id(), event=TEST, body=body)


@transaction.atomic
def resend(actor: Actor, endpoint_id: UUID, delivery_id: UUID) -> Delivery:
    """Send one delivery anew, whatever became of it, under the id that it had."""
    endpoint = _active(actor, endpoint_id)
    delivery = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery_id, endpoint=endpoint)
    Delivery.objects.filter(pk=delivery.pk).begin_anew()
    return delivery


@transaction.atomic
def replay(actor: Actor, endpoint_id: UUID, *, since: datetime, until: datetime | None = None) -> Tail:
    """Send an endpoint anew what it asked for of all that happened in a while, under the ids that it had."""
    endpoint = _active(actor, endpoint_id)
    if endpoint.replays.count() >= MOST_REPLAYS:
        raise Unprocessable("As many replays are under way already. Wait until one has ended.")
    return _begin(endpoint, *_range(since, until), since)


@transaction.atomic
def replay_everywhere(actor: Actor, *, since: datetime, until: datetime | None = None) -> int:
    """Send every endpoint anew what happened in a while; how many endpoints these are."""
    require(actor, "webhooks.replay_everywhere")
    places = _range(since, until)
    found = list(Endpoint.objects.told())
    for endpoint in found:
        _begin(endpoint, *places, since)
    return len(found)


def _range(since: datetime, until: datetime | None) -> tuple[int, int]:
    if until is not None and until <= since:
        raise ValidationFailed(details={"until": ["This has to be after `since`."]})
    end = Event.objects.last_settled()
    before = Event.objects.filter(happened_at__gte=since).order_by("position")
    first = before.values_list("position", flat=True).first()
    if until is not None:
        found = Event.objects.filter(happened_at__lt=until, happened_at__gte=since).order_by("-position")
        end = min(end, found.values_list("position", flat=True).first() or 0)
    return (end if first is None else first - 1), end


def _begin(endpoint: Endpoint, position: int, until: int, since: datetime) -> Tail:
    return Tail.objects.create(endpoint=endpoint, position=position, until=until, since=since)


def _active(actor: Actor, endpoint_id: UUID) -> Endpoint:
    endpoint = locked_endpoint(actor, endpoint_id)
    if endpoint.state == EndpointState.DISABLED:
        raise EndpointIsDisabled
    return endpoint
