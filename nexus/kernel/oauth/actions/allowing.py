from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.oauth.events import AuthorizationEnded
from nexus.kernel.oauth.models import AccessToken, Client, Grant, RefreshToken


def authorized(actor: Actor, client: Client, scopes: Sequence[str]) -> None:
    """Write down that an account let a program act for it."""
    details = {"client": str(client.pk), "name": client.name, "scopes": [*scopes]}
    record("oauth_authorized", actor.id, details=details)


@transaction.atomic
def end_authorization(actor: Actor, client_id: UUID) -> None:
    """Take back what one allowed a program: its tokens open nothing from the next request on."""
    require(actor, "oauth.end_authorization")
    client = Client.objects.allowed_by(actor.id).get(pk=client_id)
    held = {"user": actor.id, "application": client}
    RefreshToken.objects.filter(**held).delete()
    AccessToken.objects.filter(**held).delete()
    Grant.objects.filter(**held).delete()
    assert actor.id is not None  # noqa: S101 (the rule asked for a sign-in)
    publish(AuthorizationEnded(actor.id, client.pk), actor=actor)
    record("oauth_authorization_ended", actor.id, details={"client": str(client.pk), "name": client.name})
