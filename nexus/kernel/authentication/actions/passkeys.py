from collections.abc import Mapping
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotFound
from nexus.kernel.authentication import challenges
from nexus.kernel.authentication.actions.factors import held, shown_once, who_may_add
from nexus.kernel.authentication.challenges import Purpose
from nexus.kernel.authentication.exceptions import WrongFactor
from nexus.kernel.authentication.flow import as_an_app
from nexus.kernel.authentication.proving import KINDS, UNREADABLE, as_json
from nexus.kernel.kit.actor import Actor

Options = Any
Members = Mapping[str, Any]

# What a browser's answer is made of, as far as it is read: nothing else is kept.
_ANSWER: Final[Members] = {
    "id": str,
    "rawId": str,
    "type": str,
    "authenticatorAttachment": str,
    "response": {"clientDataJSON": str, "attestationObject": str},
    "clientExtensionResults": {"credProps": {"rk": bool}},
}


def begin_passkey(request: HttpRequest, actor: Actor, *, passwordless: bool) -> tuple[str, Options]:
    """Begin to add a passkey; passwordless: one that knows its owner, and so signs in by itself."""
    from allauth.mfa.webauthn.internal import flows  # noqa: PLC0415 (fido2 is heavy, and few need it)

    user = who_may_add(actor)
    with as_an_app(request, user):
        options = as_json(flows.begin_registration(request, user, passwordless))
        state = {"session": dict(request.session.items()), "passwordless": passwordless}
    return challenges.begin(Purpose.PASSKEY, user.pk, state).secret, options


def add_passkey(
    request: HttpRequest, actor: Actor, *, challenge: str, name: str, credential: Mapping[str, Any]
) -> tuple[Authenticator, list[str]]:
    """Add a passkey by what it answered; gives it, and recovery codes where these are the first."""
    from allauth.mfa.webauthn.internal import flows  # noqa: PLC0415

    user = who_may_add(actor)
    begun = challenges.find(Purpose.PASSKEY, challenge, user.pk)
    challenges.take(begun)
    with as_an_app(request, user), transaction.atomic():
        request.session.update(begun.state["session"])
        answer = _kept(credential, _ANSWER)
        _check(dict(answer), verified=begun.state["passwordless"])
        name = name or f"Passkey {held(actor, KINDS.WEBAUTHN).count() + 1}"
        passkey, recovery = flows.add_authenticator(request, name, answer)
        return passkey, shown_once(recovery)


def rename_passkey(actor: Actor, passkey_id: int, name: str) -> Authenticator:
    """Call a passkey something else."""
    require(actor, "authentication.manage_factors")
    passkey = _own(actor, passkey_id)
    passkey.wrap().name = name
    passkey.save(update_fields=["data"])
    return passkey


def remove_passkey(request: HttpRequest, actor: Actor, passkey_id: int) -> None:
    """Remove a passkey; recovery codes go with the last real factor."""
    from allauth.mfa.webauthn.internal import flows  # noqa: PLC0415

    passkey = _own(actor, passkey_id)
    require_recent(actor)
    with as_an_app(request, User.objects.get(pk=actor.id)), transaction.atomic():
        flows.remove_authenticator(request, passkey)


def _kept(said: Mapping[str, Any], members: Members) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, member in members.items():
        value = said.get(name)
        if isinstance(member, Mapping) and isinstance(value, Mapping):
            kept[name] = _kept(value, member)
        elif isinstance(member, type) and isinstance(value, member):
            kept[name] = value
    return kept


def _check(credential: dict[str, Any], *, verified: bool) -> None:
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415

    try:
        auth.parse_registration_response(credential)
        answered = auth.complete_registration(credential)
    except UNREADABLE:
        raise WrongFactor from None
    if verified and not answered.is_user_verified():
        raise WrongFactor("This passkey did not ask who you are: give it a PIN, a finger or a face.")


def _own(actor: Actor, passkey_id: int) -> Authenticator:
    passkey: Authenticator | None = held(actor, KINDS.WEBAUTHN).filter(pk=passkey_id).first()
    if passkey is None:
        raise NotFound
    return passkey
