"""Being forgotten: asked for, taken back while there is time, and done."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require_recent
from nexus.kernel.accounts.actions.changing import shut
from nexus.kernel.accounts.actions.letters import write_to
from nexus.kernel.accounts.events import ErasureAsked, ErasureTakenBack, UserErased
from nexus.kernel.accounts.exceptions import LinkVoid, StillNeeded
from nexus.kernel.accounts.holdings import holdings
from nexus.kernel.accounts.links import keeping_key, keeping_page, read_keeping_key
from nexus.kernel.accounts.models import Erasure, User
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, VISITOR, Actor
from nexus.kernel.kit.asking import because

POSTPONED: Final = timedelta(days=1)
KEPT_AT: Final = "POST /api/auth/erasure/cancel/"


@transaction.atomic
def ask_for_erasure(actor: Actor, confirm: str) -> Erasure:
    """Shut one's own account, to be erased when the grace is over; StillNeeded says what is under way.

    confirm: the account's username, so that nobody does it by mistake.
    """
    require_recent(actor)
    user = shut(actor.id)
    if confirm.strip().lower() != user.username.lower():
        raise ValidationFailed(details={"confirm": [f"Write your username: {user.username}."]})
    _expect_unneeded(user.pk)
    erasure = Erasure(user=user, due_at=timezone.now() + timedelta(days=settings.ERASURE_GRACE_DAYS))
    with constraints_of(Erasure):
        erasure.save(force_insert=True)
    _mail_the_key(erasure)
    publish(ErasureAsked(user.pk, erasure.pk), actor=actor)
    record("erasure_asked", user.pk)
    return erasure


@transaction.atomic
def take_erasure_back(key: str) -> None:
    """Open an account again that is about to be erased, by the key from its mail."""
    grace = timedelta(days=settings.ERASURE_GRACE_DAYS + 1)
    erasure_id = read_keeping_key(key, grace)
    erasure = Erasure.objects.pending().select_for_update().filter(pk=erasure_id).first()
    if erasure is None or erasure.due_at <= timezone.now():
        raise LinkVoid
    user = User.objects.select_for_update().get(pk=erasure.user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    erasure.taken_back_at = timezone.now()
    erasure.save(update_fields=["taken_back_at"])
    bump("accounts")
    publish(ErasureTakenBack(user.pk), actor=VISITOR)
    record("erasure_taken_back", user.pk)


@transaction.atomic
def erase_if_due(erasure_id: UUID) -> bool:
    """Erase an account whose grace is over; what still needs it puts it off by a day."""
    erasure = Erasure.objects.take(erasure_id)
    if erasure is None:
        return False
    if erasure.user.is_active:  # an administrator has opened it again meanwhile
        erasure.taken_back_at = timezone.now()
        erasure.save(update_fields=["taken_back_at"])
        return False
    if _hindrances(erasure.user_id):
        erasure.due_at = timezone.now() + POSTPONED
        erasure.save(update_fields=["due_at"])
        return False
    with because("Erased."):
        _erase(erasure.user_id)
    erasure.done_at = timezone.now()
    erasure.save(update_fields=["done_at"])
    return True


def _mail_the_key(erasure: Erasure) -> None:
    if settings.ERASURE_GRACE_DAYS:
        key = keeping_key(erasure.pk)
        said: dict[str, Any] = {
            "due_at": erasure.due_at,
            "key": key,
            "url": keeping_page(key),
            "door": KEPT_AT,
        }
        write_to(erasure.user, "erasure_asked", **said)


def _erase(user_id: UUID) -> None:
    user = User.objects.select_for_update().get(pk=user_id)
    write_to(user, "erased")
    # From the top down: what a room keeps may be found by what those below it keep.
    for holding in reversed(holdings()):
        if holding.erases is not None:
            holding.erases(user_id)
    bump("accounts")
    publish(UserErased(user_id), actor=SYSTEM)
    record("account_erased", user_id)


def _expect_unneeded(user_id: UUID) -> None:
    if hindrances := _hindrances(user_id):
        raise StillNeeded(" ".join(hindrances.values()), {name: [why] for name, why in hindrances.items()})


def _hindrances(user_id: UUID) -> dict[str, str]:
    found = {one.name: one.hinders(user_id) for one in holdings() if one.hinders is not None}
    return {name: why for name, why in found.items() if why}
