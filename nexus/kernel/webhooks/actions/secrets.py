"""Secrets of endpoints: shown once, encrypted at rest, changed without a gap."""

from base64 import b64decode, b64encode
from datetime import timedelta
from secrets import token_bytes
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.webhooks.events import SecretRotated
from nexus.kernel.webhooks.models import Endpoint, Secret

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
# How long the secret before holds beside a new one: both signatures are sent.
OVERLAP: Final = timedelta(hours=24)


def new_secret(endpoint: Endpoint) -> str:
    """Make a secret for an endpoint, in the form that the specification gives it."""
    value = PREFIX + b64encode(token_bytes(SECRET_BYTES)).decode()
    Secret.objects.create(endpoint=endpoint, value=value)
    return value


def key_of(secret: str) -> bytes:
    """Give the bytes that a secret signs with."""
    return b64decode(secret.removeprefix(PREFIX))


@transaction.atomic
def rotate_secret(actor: Actor, endpoint_id: UUID) -> str:
    """Give an endpoint a new secret; for a day the one before holds too, and none that is older."""
    require(actor, "webhooks.look_for_endpoint")
    found = Endpoint.objects.visible_to(actor).select_for_update(of=("self",), no_key=True)
    endpoint = found.get(pk=endpoint_id)
    now = timezone.now()
    endpoint.secrets.filter(expires_at__isnull=False).delete()
    endpoint.secrets.update(expires_at=now + OVERLAP)
    value = new_secret(endpoint)
    publish(SecretRotated(endpoint.pk, endpoint.side, endpoint.owner_id), actor=actor)
    return value
