"""How accounts want to be told, as they say themselves, signed in or by a link in a mail."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.notifications.events import PreferencesChanged
from nexus.kernel.notifications.kinds import Frequency, Kind, kinds
from nexus.kernel.notifications.links import Unsubscribing
from nexus.kernel.notifications.models import Channels, Notification, Preference


@dataclass(frozen=True, slots=True)
class Choice:
    """How an account is told of a kind, by its own wish or as usual."""

    kind: Kind
    channels: Channels


def preferences_of(actor: Actor) -> list[Choice]:
    """List how one is told of every kind, in the order of their groups."""
    require(actor, "notifications.set_preferences")
    wishes = Preference.objects.wishes_of(cast(UUID, actor.id))
    return [
        Choice(kind, wishes.get(kind.name) or Channels.of(kind))
        for kind in sorted(kinds().values(), key=lambda kind: (kind.group, kind.label))
    ]


@transaction.atomic
def set_preferences(actor: Actor, wishes: Mapping[str, Mapping[str, Any]]) -> None:
    """Say by which channels one wants to be told of some kinds; what isn't named stays as it is.

    wishes: by kind, any of `in_app`, `live` and `email`, a Frequency. ValidationFailed names unknown kinds.
    """
    require(actor, "notifications.set_preferences")
    if unknown := sorted(wishes.keys() - kinds().keys()):
        sentence = f"Unknown: {', '.join(unknown)}. Known here: {', '.join(sorted(kinds()))}."
        raise ValidationFailed(details={"preferences": [sentence]})
    user_id = cast(UUID, actor.id)
    before = _held(user_id)
    _write(user_id, {name: replace(before[name], **wish) for name, wish in wishes.items()}, actor)


@transaction.atomic
def unsubscribe(wanted: Unsubscribing) -> None:
    """End the mail that a link was signed for; everything else stays as it is, and nobody is signed in."""
    if not User.objects.filter(pk=wanted.user_id).exists():
        return  # the account is gone, and so is its mail
    held = _held(wanted.user_id)
    ended = (
        {name: to for name, to in held.items() if to.email == wanted.digest}
        if wanted.digest
        else {name: to for name, to in held.items() if name == wanted.scope}
    )
    never = {name: replace(to, email=Frequency.NEVER) for name, to in ended.items()}
    _write(wanted.user_id, never, SYSTEM)


def _held(user_id: UUID) -> dict[str, Channels]:
    # Two who choose at once would each write what the other didn't say.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user_id)
    wishes = Preference.objects.wishes_of(user_id)
    return {name: wishes.get(name) or Channels.of(kind) for name, kind in kinds().items()}


def _write(user_id: UUID, wishes: Mapping[str, Channels], actor: Actor) -> None:
    if not wishes:
        return
    Preference.objects.write(user_id, wishes)
    for name, to in wishes.items():
        Notification.objects.let_out(user_id, name, to.email)
    publish(PreferencesChanged(user_id, tuple(sorted(wishes))), actor=actor)
