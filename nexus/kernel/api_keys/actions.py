import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require, require_recent
from nexus.kernel.access.scopes import require_grantable
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api_keys.events import ApiKeyCreated, ApiKeyRevoked
from nexus.kernel.api_keys.models import SHOWN_LENGTH, ApiKey
from nexus.kernel.api_keys.reading import digest_of
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

MOST_KEYS: Final = 50
USUAL_DAYS: Final = 90
LONGEST_DAYS: Final = 366


@transaction.atomic
def create_key(
    actor: Actor, *, name: str, scopes: Sequence[str], days: int = USUAL_DAYS
) -> tuple[ApiKey, str]:
    """Make a key that acts for one's account within these scopes; the key itself is given this once."""
    require_recent(actor)
    require_grantable(actor, scopes)
    owner = User.objects.select_for_update().get(pk=actor.id)  # two at once would both be the fiftieth
    if ApiKey.objects.live().filter(user=actor.id).count() >= MOST_KEYS:
        raise Unprocessable(f"{MOST_KEYS} keys are the most. Revoke one that you don't use.")
    secret = f"nx_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        user=owner,
        security_stamp=owner.security_stamp,
        name=name,
        prefix=secret[:SHOWN_LENGTH],
        digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + timedelta(days=days),
    )
    publish(ApiKeyCreated(key.pk, key.user_id), actor=actor)
    record("api_key_created", key.user_id, actor_id=actor.id, details=_told(key))
    return key, secret


@transaction.atomic
def revoke_key(actor: Actor, key_id: UUID) -> ApiKey:
    """Take a key back: it opens nothing from the next request on."""
    require(actor, "api_keys.look_for_key")
    key = ApiKey.objects.visible_to(actor).select_for_update().get(pk=key_id)
    require(actor, "api_keys.revoke_key", key)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        publish(ApiKeyRevoked(key.pk, key.user_id), actor=actor)
        record("api_key_revoked", key.user_id, actor_id=actor.id, details=_told(key))
    return key


def sweep_keys() -> int:
    """Forget the keys that have opened nothing for long; how many. Security events still tell of them."""
    return ApiKey.objects.long_over().delete()[0]


def _told(key: ApiKey) -> dict[str, object]:
    return {"key": str(key.pk), "name": key.name, "scopes": key.scopes}
