from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.models import User
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.identities.actions.asking import Beginning, CameBack, begin, resume
from nexus.kernel.identities.actions.holding import hold
from nexus.kernel.identities.events import IdentityRemoved
from nexus.kernel.identities.exceptions import AlreadyConnected, LastWayIn
from nexus.kernel.identities.models import Identity
from nexus.kernel.identities.providers.configured import providers
from nexus.kernel.kit.actor import Actor
from nexus.kernel.mail.actions import send

MINE_ALREADY = "This identity is connected to your account already."


def begin_connecting(actor: Actor, provider_id: str, redirect_uri: str) -> Beginning:
    """Send somebody who is signed in to a provider, to connect who they are there to their account."""
    require(actor, "identities.hold")
    require_recent(actor)
    return begin(provider_id, redirect_uri, actor.id)


def connect(actor: Actor, came: CameBack) -> int:
    """Connect the identity that somebody came back with to their account; gives its id."""
    require(actor, "identities.hold")
    provider, claimed = resume(came, actor.id)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=actor.id)
        if Identity.objects.of(provider.id, claimed.subject).filter(user=user).exists():
            raise AlreadyConnected(MINE_ALREADY)
        identity = SocialAccount(
            provider=provider.id, uid=claimed.subject, extra_data={"email": claimed.email, "granted": []}
        )
        hold(user, identity)
        _tell("connected", user, identity.provider)
    return int(identity.pk)


@transaction.atomic
def disconnect(actor: Actor, identity_id: int) -> None:
    """Let an identity sign in no more; the last way in to an account stays."""
    require(actor, "identities.hold")
    require_recent(actor)
    user = User.objects.select_for_update().get(pk=actor.id)  # two at once would each leave the other one
    identity = Identity.objects.visible_to(actor).get(pk=identity_id)
    if not _has_another_way_in(user, identity):
        raise LastWayIn
    identity.delete()
    publish(IdentityRemoved(user.pk, identity.provider), actor=actor)
    record("identity_removed", user.pk, details={"provider": identity.provider})
    _tell("removed", user, identity.provider)


def _has_another_way_in(user: User, identity: Identity) -> bool:
    others = Identity.objects.filter(user=user, provider__in=providers()).exclude(pk=identity.pk)
    return user.has_usable_password() or others.exists() or _has_passkey(user)


def _has_passkey(user: User) -> bool:
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return bool(getattr(settings, "MFA_PASSKEY_LOGIN_ENABLED", False) and keys.exists())


def _tell(what: str, user: User, provider_id: str) -> None:
    known = providers().get(provider_id)
    context = {
        "user": user,
        "provider": known.name if known else provider_id,
        "site_url": settings.SITE_URL,
    }
    send(f"identities/{what}", user.email, context)
