"""What is kept of how people sign in: by what, from where, and with which second factors."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.authentication.models import TokenFamily

Rows = Iterable[Mapping[str, Any]]


def _sign_ins(user_id: UUID) -> Rows:
    return TokenFamily.objects.filter(user=user_id).values(
        "user_agent", "created_at", "last_used_at", "ended_at", "ended_because"
    )


def _sessions(user_id: UUID) -> Rows:
    yield from UserSession.objects.filter(user=user_id).values(
        "created_at", "last_seen_at", "ip", "user_agent"
    )


def _erase_sign_ins(user_id: UUID) -> None:
    TokenFamily.objects.filter(user=user_id).delete()
    own = UserSession.objects.filter(user=user_id)
    Session.objects.filter(pk__in=list(own.values_list("session_key", flat=True))).delete()
    own.delete()


def _factors(user_id: UUID) -> Rows:
    yield from Authenticator.objects.filter(user=user_id).values("type", "created_at", "last_used_at")


def _erase_factors(user_id: UUID) -> None:
    Authenticator.objects.filter(user=user_id).delete()


holds(
    Holding("sign-ins", _sign_ins, _erase_sign_ins),
    Holding("browser-sessions", _sessions),
    Holding("second-factors", _factors, _erase_factors),
)
