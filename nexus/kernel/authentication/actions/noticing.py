"""What an owner is told of sign-ins and factors: by mail that no wish switches off."""

from django.db import transaction
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.events import UnfamiliarSignIn
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.places import device_of, here, is_unfamiliar
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.mail.actions import send


@transaction.atomic
def note_sign_in(user: User, *, by: str) -> None:
    """Write a sign-in down; one from a new place or by a new device is told to the owner."""
    place = here()
    unfamiliar = is_unfamiliar(user.pk, place)
    record("signed_in", user.pk, details={"by": by, **place})
    if unfamiliar:
        publish(UnfamiliarSignIn(user.pk), actor=Actor.of(user))
        _write(user, "authentication/unfamiliar", **place)


def tell_of_reuse(family: TokenFamily) -> None:
    """Tell the owner that a refresh token came twice, and that its sign-in was ended."""
    _write(family.user, "authentication/reused", device=device_of(family.user_agent), network=family.network)


def tell_of_factors(user: User, what: str) -> None:
    """Tell the owner what became of the factors."""
    _write(user, "authentication/factors", what=what)


def _write(user: User, template: str, **said: str) -> None:
    if user.email:
        context = {"name": user.first_name or user.username, "at": timezone.now(), "site": "Nexus"}
        send(template, user.email, {**context, **said})
