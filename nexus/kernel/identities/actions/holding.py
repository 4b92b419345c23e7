from typing import Any

from django.db import IntegrityError, transaction

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.identities.events import IdentityConnected
from nexus.kernel.identities.exceptions import AlreadyConnected
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def hold(user: User, identity: Any) -> None:
    """Have an identity sign in to an account; AlreadyConnected where it signs in to one."""
    identity.user = user
    try:
        identity.save(force_insert=True)
    except IntegrityError:
        raise AlreadyConnected from None
    publish(IdentityConnected(user.pk, identity.provider), actor=Actor.of(user))
    record("identity_connected", user.pk, details={"provider": identity.provider})
