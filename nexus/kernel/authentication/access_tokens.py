"""Access tokens: short-lived JWTs that name an account and the sign-in (family) they came from."""

import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

import jwt
from django.conf import settings

from nexus.kernel.api.errors import InvalidToken
from nexus.kernel.authentication.remembered import Remembered
from nexus.kernel.authentication.signing import ACCESS, signing_key, verifier
from nexus.kernel.kit.ids import new_id_text

TYPE = "at+jwt"  # RFC 9068: an access token, and nothing else that we may sign one day
LEEWAY_SECONDS = 5
LONGEST = 2_048
CLAIMS = ["iss", "aud", "sub", "sid", "iat", "exp", "jti"]

_verified: Remembered["Claims"] = Remembered(4_096)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a genuine access token says; whether the sign-in still stands is the database's to tell."""

    user_id: UUID
    family_id: UUID
    expires_at: int
    key_id: str
    scopes: ClassVar[frozenset[str] | None] = None  # a sign-in has all


def write_access_token(user_id: UUID, family_id: UUID) -> str:
    """Sign a token that works for ACCESS_TOKEN_LIFETIME."""
    now = int(time.time())
    claims = {
        "iss": settings.ACCESS_TOKEN_ISSUER,
        "aud": settings.ACCESS_TOKEN_AUDIENCE,
        "sub": str(user_id),
        "sid": str(family_id),
        "iat": now,
        "exp": now + int(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
        "jti": new_id_text(),
    }
    key = signing_key()
    return jwt.encode(claims, key.private, ACCESS, headers=_header(key.id))


def read_access_token(token: str) -> Claims:
    """Verify a token; whatever isn't exactly one of ours, and still good, is InvalidToken."""
    if len(token) > LONGEST or not token.isascii():
        raise InvalidToken
    key = sha256(token.encode()).digest()
    claims = _verified.get(key)
    if claims is None:
        claims = _verify(token)
        _verified.keep(key, claims)
    if claims.expires_at + LEEWAY_SECONDS <= time.time():
        raise InvalidToken
    return claims


def require_key(claims: Claims) -> None:
    """Go on only while the key that signed a token counts: one that is remembered may have outlived it."""
    if verifier(claims.key_id) is None:
        raise InvalidToken


def _header(kid: str) -> dict[str, str]:
    return {"alg": ACCESS, "kid": kid, "typ": TYPE}


def _verify(token: str) -> Claims:
    try:
        header = jwt.get_unverified_header(token)
        # Equal, not merely containing: so jku, x5u, jwk, crit and every other algorithm end here, unread.
        if header != _header(str(header.get("kid"))):
            raise InvalidToken
        key = verifier(header["kid"])
        if key is None or key.algorithm != ACCESS:
            raise InvalidToken
        return _claims(_decode(token, key.public), key.id)
    except (jwt.PyJWTError, ValueError, TypeError):
        raise InvalidToken from None


def _decode(token: str, public: Any) -> dict[str, Any]:
    payload: dict[str, Any] = jwt.decode(
        token,
        public,
        algorithms=[ACCESS],
        audience=settings.ACCESS_TOKEN_AUDIENCE,
        issuer=settings.ACCESS_TOKEN_ISSUER,
        leeway=LEEWAY_SECONDS,
        options={"require": CLAIMS, "strict_aud": True},
    )
    return payload


def _claims(payload: dict[str, Any], key_id: str) -> Claims:
    return Claims(UUID(str(payload["sub"])), UUID(str(payload["sid"])), int(payload["exp"]), key_id)
