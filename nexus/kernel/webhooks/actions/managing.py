"""Endpoints: made, changed, paused, deleted by those who run what they belong to."""

from collections.abc import Sequence
from typing import Any, Final, TypedDict
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable, ValidationFailed
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.events.hearing import fits
from nexus.kernel.kit.actor import Actor
from nexus.kernel.outbound.exceptions import Refused
from nexus.kernel.outbound.resolving import check_url
from nexus.kernel.webhooks.actions.owners import owner_for
from nexus.kernel.webhooks.actions.secrets import new_secret
from nexus.kernel.webhooks.concerning import facts_for
from nexus.kernel.webhooks.events import EndpointChanged, EndpointCreated, EndpointDeleted
from nexus.kernel.webhooks.exceptions import EndpointIsDisabled
from nexus.kernel.webhooks.models import Endpoint, EndpointState, Tail

MOST_ENDPOINTS: Final = 20  # of one owner


class EndpointFields(TypedDict, total=False):
    """What its maker says of an endpoint."""

    url: str
    events: Sequence[str]
    description: str


def create_endpoint(
    actor: Actor, fields: EndpointFields, *, side: str | None = None, owner: UUID | None = None
) -> tuple[Endpoint, str]:
    """Have an address told what happens from now on; gives the secret too, for the only time."""
    require(actor, "webhooks.look_for_endpoint")
    side, owner = owner_for(actor, side, owner, fields["events"])
    endpoint = Endpoint(side=side, owner_id=owner, created_by_id=actor.id, **fields)
    _check(endpoint)
    _check_url(endpoint.url)
    with transaction.atomic():
        _expect_room(endpoint)
        Tail.objects.everyones()  # whatever is published from here on lies behind it
        endpoint.save()
        secret = new_secret(endpoint)
        publish(_told(EndpointCreated, endpoint), actor=actor)
    return endpoint, secret


def change_endpoint(actor: Actor, endpoint_id: UUID, fields: EndpointFields) -> Endpoint:
    """Change the fields that are given; what waits goes to the new address at its next try."""
    require(actor, "webhooks.look_for_endpoint")
    if "url" in fields:
        # Asked before anything is locked: a name is looked up, which takes its time.
        Endpoint.objects.visible_to(actor).only("pk").get(pk=endpoint_id)
        _check_url(fields["url"])
    with transaction.atomic():
        endpoint = locked_endpoint(actor, endpoint_id)
        for name, value in fields.items():
            setattr(endpoint, name, value)
        _check(endpoint)
        return _saved(endpoint, actor)


@transaction.atomic
def pause_endpoint(actor: Actor, endpoint_id: UUID) -> Endpoint:
    """Send an endpoint nothing for a while: what happens waits for it."""
    endpoint = locked_endpoint(actor, endpoint_id)
    if endpoint.state == EndpointState.DISABLED:
        raise EndpointIsDisabled
    endpoint.state = EndpointState.PAUSED
    return _saved(endpoint, actor)


@transaction.atomic
def resume_endpoint(actor: Actor, endpoint_id: UUID) -> Endpoint:
    """Send to a paused or disabled endpoint again, beginning with what waits."""
    endpoint = locked_endpoint(actor, endpoint_id)
    endpoint.state = EndpointState.ACTIVE
    endpoint.disabled_because, endpoint.failing_since = "", None
    return _saved(endpoint, actor)


@transaction.atomic
def delete_endpoint(actor: Actor, endpoint_id: UUID) -> None:
    """Tell an endpoint nothing any more; its deliveries are cleared away at night."""
    endpoint = locked_endpoint(actor, endpoint_id)
    endpoint.state = EndpointState.DELETED
    endpoint.save(update_fields=["state"])
    endpoint.secrets.all().delete()
    endpoint.replays.all().delete()
    publish(_told(EndpointDeleted, endpoint), actor=actor)


def locked_endpoint(actor: Actor, endpoint_id: UUID) -> Endpoint:
    """Give an endpoint that the actor runs, for this transaction alone."""
    require(actor, "webhooks.look_for_endpoint")
    return Endpoint.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=endpoint_id)


def _saved(endpoint: Endpoint, actor: Actor) -> Endpoint:
    endpoint.updated_at = timezone.now()
    endpoint.save()
    publish(_told(EndpointChanged, endpoint), actor=actor)
    return endpoint


def _told(kind: type[Fact], endpoint: Endpoint) -> Fact:
    told: dict[str, Any] = {"side": endpoint.side, "owner_id": endpoint.owner_id}
    return kind(endpoint_id=endpoint.pk, **told)  # type: ignore[call-arg]  # all facts of endpoints tell this


def _check(endpoint: Endpoint) -> None:
    ours = {field.name for field in Endpoint._meta.fields} - EndpointFields.__annotations__.keys()
    endpoint.clean_fields(exclude=ours)
    heard = facts_for(endpoint.side)
    unknown = [pattern for pattern in endpoint.events if not any(fits(name, pattern) for name in heard)]
    if unknown:
        sentence = (
            f"Nothing is called {', '.join(unknown)} here. GET /api/webhooks/events/ lists what there is."
        )
        raise ValidationFailed(details={"events": [sentence]})


def _check_url(url: str) -> None:
    try:
        check_url(url)
    except Refused as why:
        raise ValidationFailed(details={"url": [str(why)]}) from why


def _expect_room(endpoint: Endpoint) -> None:
    there = Endpoint.objects.filter(side=endpoint.side, owner=endpoint.owner_id)
    if there.exclude(state=EndpointState.DELETED).count() >= MOST_ENDPOINTS:
        raise Unprocessable(f"There can be {MOST_ENDPOINTS} endpoints at most.")
