"""Tokens of other kinds that open no door: keys and programs' tokens that don't stand, ID tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
from django.conf import settings
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.signing import signer
from nexus.kernel.oauth.models import AccessToken, Client, RefreshToken
from tests.factories.accounts import UserFactory
from tests.factories.api_keys import ApiKeyFactory

Forged = Iterator[tuple[str, str]]
ELSEWHERE = "https://files.example.com/"


def genuine(user: User) -> Forged:
    """Give a key and a program's token that stand."""
    yield "a key", _key(user)
    yield "a program's token", _of_program(_program(user), user)


def keys(user: User) -> Forged:
    """Give API keys that don't stand, or are none."""
    key = _key(user)
    yield "a key, one character off", _altered(key)
    yield "the part of a key that is shown", key[:12]
    yield "a key that ran out", _key(user, expires_at=timezone.now() - timedelta(1))
    yield "a key that was revoked", _key(user, revoked_at=timezone.now())
    yield "a key that nobody made", f"nx_{secrets.token_urlsafe(32)}"


def programs(user: User) -> Forged:
    """Give programs' tokens that don't stand, or are for something else."""
    program = _program(user)
    access = _of_program(program, user)
    yield "a program's token, one character off", _altered(access)
    yield "a program's token that ran out", _of_program(program, user, expires=timezone.now() - timedelta(1))
    yield "a program's token for another server", _of_program(program, user, resource=[ELSEWHERE])
    refresh = f"nxr_{secrets.token_urlsafe(32)}"
    RefreshToken.objects.create(token=refresh, user=user, application=program)
    yield "a program's refresh token", refresh
    yield "a program's secret", f"nxs_{secrets.token_urlsafe(32)}"
    owner = _program(UserFactory(is_active=False))
    yield "a token of a program whose owner is shut", _of_program(owner, user)
    yield from _identity(program, user)


def _identity(program: Client, user: User) -> Forged:
    key = signer("RS256")
    now = int(timezone.now().timestamp())
    said = {
        "iss": settings.SITE_URL,
        "aud": program.client_id,
        "sub": str(user.pk),
        "iat": now,
        "exp": now + 600,
    }
    headers = {"kid": key.id, "typ": "JWT"}
    yield "an ID token", jwt.encode(said, key.private, "RS256", headers=headers)
    aimed = {**said, "iss": settings.ACCESS_TOKEN_ISSUER, "aud": settings.ACCESS_TOKEN_AUDIENCE}
    yield "an ID token for this API", jwt.encode(aimed, key.private, "RS256", headers=headers)


def _key(user: User, **also: Any) -> str:
    key = f"nx_{secrets.token_urlsafe(32)}"
    ApiKeyFactory(user=user, key=key, **also)
    return key


def _program(owner: User) -> Client:
    return Client.objects.create(
        name="Fieldnotes Sync",
        user=owner,
        client_type=Client.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Client.GRANT_AUTHORIZATION_CODE,
        redirect_uris="https://sync.example.com/callback",
        scopes=["profile:read"],
    )


def _of_program(program: Client, user: User, **also: Any) -> str:
    token = f"nxo_{secrets.token_urlsafe(32)}"
    soon = timezone.now() + timedelta(minutes=10)
    given = {"user": user, "application": program, "scope": "profile:read", "expires": soon}
    AccessToken.objects.create(token=token, **{**given, **also})
    return token


def _altered(token: str) -> str:
    return f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"
