from datetime import datetime
from typing import Any, ClassVar

import msgspec
from allauth.mfa.models import Authenticator

from nexus.kernel.authentication.actions.sessions import SignIn

_CHALLENGE = "pW3n0mJm7o6u8yq2n5kq7v0b0m3xw1c5y8t2r4e6q8A"
_CODES = ["82940371", "19384756"]
_WHEN = "2026-11-21T09:30:00Z"
_OPTIONS = {"publicKey": {"challenge": "…", "rpId": "shop.example.com"}}


class FactorShape(msgspec.Struct):
    """A second factor that an account has."""

    example: ClassVar[dict[str, Any]] = {
        "id": 7,
        "type": "webauthn",
        "name": "Blue key",
        "passwordless": True,
        "codes_left": None,
        "created_at": _WHEN,
        "last_used_at": None,
    }

    id: int
    type: str
    name: str
    passwordless: bool
    codes_left: int | None
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, factor: Authenticator) -> "FactorShape":
        """Show a factor, and nothing of its secret."""
        is_key = factor.type == Authenticator.Type.WEBAUTHN
        is_codes = factor.type == Authenticator.Type.RECOVERY_CODES
        return cls(
            factor.pk,
            factor.type,
            factor.data["name"] if is_key else factor.get_type_display(),
            is_key and bool(factor.wrap().is_passwordless),
            len(factor.wrap().get_unused_codes()) if is_codes else None,
            factor.created_at,
            factor.last_used_at,
        )


class FactorsShape(msgspec.Struct):
    """All factors of an account."""

    example: ClassVar[dict[str, Any]] = {"factors": [FactorShape.example]}

    factors: list[FactorShape]


class TotpShape(msgspec.Struct):
    """What an authenticator app needs, as a text, a link and a picture."""

    example: ClassVar[dict[str, Any]] = {
        "challenge": _CHALLENGE,
        "expires_in": 300,
        "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        "uri": "otpauth://totp/nora%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Nexus",
        "svg": "<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    }

    challenge: str
    expires_in: int
    secret: str
    uri: str
    svg: str


class RecoveryCodesShape(msgspec.Struct):
    """Recovery codes, shown this once; empty where there were some already."""

    example: ClassVar[dict[str, Any]] = {"recovery_codes": _CODES}

    recovery_codes: list[str]


class PasskeyAddedShape(RecoveryCodesShape):
    """The passkey, and recovery codes where it is the first factor."""

    example: ClassVar[dict[str, Any]] = {"recovery_codes": _CODES, "passkey": FactorShape.example}

    passkey: FactorShape


class PasskeyOptionsShape(msgspec.Struct):
    """What to hand to the browser's `navigator.credentials`, and the challenge to come back with."""

    example: ClassVar[dict[str, Any]] = {"challenge": _CHALLENGE, "expires_in": 300, "options": _OPTIONS}

    challenge: str
    expires_in: int
    options: dict[str, Any]


class ConfirmOptionsShape(msgspec.Struct):
    """In which ways one may confirm; where a passkey is one of them, what to ask it for."""

    example: ClassVar[dict[str, Any]] = {
        "ways": ["totp", "recovery_code", "webauthn"],
        "challenge": _CHALLENGE,
        "options": _OPTIONS,
    }

    ways: list[str]
    challenge: str
    options: dict[str, Any] | None


class ConfirmedShape(msgspec.Struct):
    """Until when dangerous changes are open to this sign-in."""

    example: ClassVar[dict[str, Any]] = {"confirmed_until": _WHEN}

    confirmed_until: datetime


class SignInShape(msgspec.Struct):
    """A sign-in that stands: of an app by its tokens, or of a browser by its cookie."""

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "kind": "app",
        "device": "Firefox on Linux",
        "place": "203.0.113.0/24",
        "created_at": _WHEN,
        "last_seen_at": _WHEN,
        "is_current": True,
    }

    id: str
    kind: str
    device: str
    place: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool

    @classmethod
    def of(cls, one: SignIn, current: str) -> "SignInShape":
        """Show a sign-in; current: the id of the one that asks."""
        return cls(
            one.id, one.kind, one.device, one.place, one.created_at, one.last_seen_at, one.id == current
        )


class SignInsShape(msgspec.Struct):
    """All sign-ins of an account that stand."""

    example: ClassVar[dict[str, Any]] = {"sign_ins": [SignInShape.example]}

    sign_ins: list[SignInShape]


class EndedShape(msgspec.Struct):
    """How many sign-ins were ended."""

    example: ClassVar[dict[str, Any]] = {"ended": 3}

    ended: int
