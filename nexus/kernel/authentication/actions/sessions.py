from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.api.errors import Conflict, NotFound
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.events import SignedOut
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.places import device_of, network_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import reads_as_number

BROWSER = "browser-"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in that stands: of an app by its tokens, or of a browser by its cookie."""

    id: str
    kind: str
    device: str
    place: str
    created_at: datetime
    last_seen_at: datetime


def sign_ins(actor: Actor) -> list[SignIn]:
    """List an account's sign-ins that stand, the latest seen first."""
    require(actor, "authentication.manage_sign_ins")
    assert actor.id is not None  # noqa: S101 - the rule has said so
    apps = [
        SignIn(
            str(row["id"]),
            "app",
            device_of(row["user_agent"]),
            row["network"],
            row["created_at"],
            row["last_used_at"],
        )
        for row in TokenFamily.objects.standing_of(actor.id)
    ]
    browsers = [
        SignIn(
            f"{BROWSER}{one.pk}",
            "browser",
            device_of(one.user_agent),
            network_of(one.ip),
            one.created_at,
            one.last_seen_at,
        )
        for one in _browsers(actor.id)
        if one.exists()
    ]
    return sorted(apps + browsers, key=lambda one: one.last_seen_at, reverse=True)


@transaction.atomic
def end_sign_in(actor: Actor, sign_in_id: str) -> None:
    """End one of an account's own sign-ins: its tokens or its cookie count no more, its sockets close."""
    require(actor, "authentication.manage_sign_ins")
    assert actor.id is not None  # noqa: S101
    if not (_end_browser(actor.id, sign_in_id) or _end_app(actor.id, sign_in_id)):
        raise NotFound
    _tell(actor, actor.id)


@transaction.atomic
def end_others_sign_in(actor: Actor, one: TokenFamily | UserSession) -> None:
    """End a sign-in of whomever, as an administrator; one that has ended already is a Conflict."""
    require(actor, "authentication.end_others_sign_in")
    if isinstance(one, UserSession):
        one.end()
    elif not TokenFamily.objects.filter(pk=one.pk).end("ended in the back office"):
        raise Conflict("This sign-in has ended already.")
    _tell(actor, one.user_id)


@transaction.atomic
def sign_out_everywhere(actor: Actor, *, but: UUID | None = None) -> int:
    """End all of an account's own sign-ins, but for one that is named; gives how many."""
    require(actor, "authentication.manage_sign_ins")
    assert actor.id is not None  # noqa: S101
    return end_sign_ins(actor, actor.id, reason="signed out everywhere", but=but)


@transaction.atomic
def end_sign_ins(actor: Actor, user_id: UUID, *, reason: str, but: UUID | None = None) -> int:
    """End an account's sign-ins, apps and browsers, as whoever asks has the right to; gives how many."""
    browsers = _browsers(user_id)
    apps = TokenFamily.objects.filter(user=user_id)
    ended = (apps if but is None else apps.exclude(pk=but)).end(reason) + len(browsers)
    for one in browsers:
        one.end()
    if ended:
        publish(SignedOut(user_id), actor=actor)
        record("sign_ins_ended", user_id, actor_id=actor.id, details={"number": ended, "why": reason})
    return ended


def _tell(actor: Actor, user_id: UUID) -> None:
    publish(SignedOut(user_id), actor=actor)
    record("sign_in_ended", user_id, actor_id=actor.id)


def _browsers(user_id: UUID) -> list[UserSession]:
    return list(UserSession.objects.filter(user_id=user_id))


def _end_browser(user_id: UUID, sign_in_id: str) -> bool:
    number = sign_in_id.removeprefix(BROWSER)
    if number == sign_in_id or not reads_as_number(number):
        return False
    found = UserSession.objects.filter(user_id=user_id, pk=int(number)).first()
    if found is not None:
        found.end()
    return found is not None


def _end_app(user_id: UUID, sign_in_id: str) -> bool:
    try:
        family_id = UUID(sign_in_id)
    except ValueError:
        return False
    return bool(TokenFamily.objects.filter(user=user_id, pk=family_id).end("ended by its owner"))
