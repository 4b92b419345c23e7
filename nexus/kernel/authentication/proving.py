"""allauth's checks of a second factor, walked for an app: codes and passkeys, with limits of our own."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import RateLimited
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication.challenges import count_guess, forgive_guesses
from nexus.kernel.authentication.exceptions import WrongFactor

KINDS: Final = Authenticator.Type
# What fido2 raises at things that are no answer of a passkey.
UNREADABLE: Final = (
    ValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    struct.error,
)
# As clients are told of them; recovery codes are one of several.
_WAYS: Final = {KINDS.TOTP: "totp", KINDS.RECOVERY_CODES: "recovery_code", KINDS.WEBAUTHN: "webauthn"}


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody brings to prove who it is: one of the three."""

    password: str = ""
    code: str = ""
    credential: Mapping[str, Any] | None = None


def factors_of(user_id: UUID) -> list[str]:
    """Name the ways in which an account can prove itself beside its password; none without a real factor."""
    held = set(Authenticator.objects.filter(user_id=user_id).values_list("type", flat=True))
    return [way for kind, way in _WAYS.items() if kind in held] if held - {KINDS.RECOVERY_CODES} else []


def lacks_factor_here(user: User) -> bool:
    """Tell whether a role of who is signed in to a browser needs a second factor that isn't set up."""
    needed = settings.MFA_REQUIRED_FOR
    return bool(needed) and not needed.isdisjoint(user.roles) and not factors_of(user.pk)


def ways_to_confirm(user_id: UUID) -> list[str]:
    """Name the ways in which an account confirms that it is itself: by a factor, where it has one."""
    return factors_of(user_id) or ["password"]


def prove_by_factor(request: HttpRequest, user: User, proof: Proof, *, again: bool = False) -> None:
    """Go on only with a right code or passkey; a wrong one is written down. again: who is signed in."""
    found = _by_code(user, proof.code) if proof.credential is None else by_passkey(user, proof.credential)
    if found is None:
        record("mfa_failed", user.pk, details={"way": "code" if proof.credential is None else "webauthn"})
        raise WrongFactor
    post_authentication(request, found, reauthenticated=again)


def prove_by_password(request: HttpRequest, user: User, password: str) -> None:
    """Go on only with the right password, within the limits that sign-ins have; else WrongFactor."""
    try:
        is_right = get_adapter(request).reauthenticate(user, password)
    except ValidationError:  # allauth's way to say that there were too many attempts
        raise RateLimited("Too many attempts. Wait a few minutes, then try again.") from None
    if not is_right:
        raise WrongFactor("This password is not right.")
    reauthenticate_by_password(request)


def options_for_passkey(user: User | None) -> Any:
    """Give what a browser needs to ask for a passkey; what to expect of it stands in the session."""
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415 (fido2 is heavy, and few need it)

    return as_json(auth.begin_authentication(user))


def by_passkey(user: User | None, credential: Mapping[str, Any]) -> Authenticator | None:
    """Give the passkey that answered as the session expects; without a user, it says whose it is."""
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415

    answer = dict(credential)
    try:
        auth.parse_authentication_response(answer)
        owner = user or auth.extract_user_from_response(answer)
        found: Authenticator = auth.complete_authentication(owner, answer)
    except UNREADABLE:
        return None
    return found


def as_json(options: Any) -> Any:
    """Write fido2's mappings as plain ones."""
    if isinstance(options, Mapping):
        return {name: as_json(value) for name, value in options.items() if value is not None}
    if isinstance(options, list | tuple):
        return [as_json(value) for value in options]
    return options


def _by_code(user: User, code: str) -> Authenticator | None:
    count_guess(user.pk)
    for held in Authenticator.objects.filter(user=user).exclude(type=KINDS.WEBAUTHN).order_by("-type"):
        if held.wrap().validate_code(code):
            forgive_guesses(user.pk)
            found: Authenticator = held
            return found
    return None
