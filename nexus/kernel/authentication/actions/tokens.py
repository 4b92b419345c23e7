import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import InvalidToken
from nexus.kernel.audit.actions import record
from nexus.kernel.audit.telling import whence
from nexus.kernel.authentication.access_tokens import read_access_token, write_access_token
from nexus.kernel.authentication.actions.noticing import tell_of_reuse
from nexus.kernel.authentication.bearer import account_behind
from nexus.kernel.authentication.events import RefreshTokenReused, SignedOut
from nexus.kernel.authentication.models import USER_AGENT_LENGTH, RefreshToken, TokenFamily
from nexus.kernel.authentication.places import network_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@dataclass(frozen=True, slots=True)
class Tokens:
    """What an app holds after a sign-in."""

    access: str
    refresh: str


@transaction.atomic
def issue_tokens(user: User, *, user_agent: str = "") -> Tokens:
    """Begin a family of tokens for an account that has proved who it is."""
    now = timezone.now()
    TokenFamily.objects.filter(user=user).run_out(now).delete()
    family = TokenFamily.objects.create(
        user=user,
        security_stamp=user.security_stamp,
        user_agent=user_agent[:USER_AGENT_LENGTH],
        network=network_of(whence()[0]),
        confirmed_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return _next_tokens(family, now)


def refresh_tokens(token: str) -> Tokens:
    """Exchange a refresh token for new tokens, once: a second use is InvalidToken, and ends the family."""
    tokens = _exchange(_digest(token))
    if tokens is None:  # told after the commit, so that the end of the family stands
        raise InvalidToken
    return tokens


def check_token(token: str) -> None:
    """Go on only with an access token that is genuine and still stands; else InvalidToken."""
    account_behind(read_access_token(token))


@transaction.atomic
def sign_out(actor: Actor, user_id: UUID, family_id: UUID, refresh: str = "") -> None:
    """End the family that an app's tokens belong to, and with it each of its tokens, at once."""
    families = TokenFamily.objects.held_by(user_id, family_id, _digest(refresh) if refresh else None)
    if families.end("signed out"):
        publish(SignedOut(user_id), actor=actor)
        record("signed_out", user_id, actor_id=actor.id)


@transaction.atomic
def _exchange(digest: bytes) -> Tokens | None:
    held = RefreshToken.objects.claim(digest)
    if held is None:
        return None
    if held.used_at is not None:
        _end_stolen(held.family)
        return None
    now = timezone.now()
    if held.expires_at <= now or not TokenFamily.objects.live().filter(pk=held.family_id).exists():
        return None
    held.used_at = now
    held.save(update_fields=["used_at"])
    held.family.prolong(now, network_of(whence()[0]))
    return _next_tokens(held.family, now)


def _end_stolen(family: TokenFamily) -> None:
    if TokenFamily.objects.filter(pk=family.pk).end("a refresh token came a second time"):
        publish(RefreshTokenReused(family.user_id, family.pk), actor=Actor(id=family.user_id))
        # Whoever sent it holds a token of the account; that it is the account's own is just what is in doubt.
        record("refresh_token_reused", family.user_id, details={"sign_in": str(family.pk)})
        tell_of_reuse(family)


def _next_tokens(family: TokenFamily, now: datetime) -> Tokens:
    refresh = secrets.token_urlsafe(32)
    RefreshToken.objects.create(digest=_digest(refresh), family=family, expires_at=family.runs_out(now))
    return Tokens(write_access_token(family.user_id, family.pk), refresh)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()
