from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.audit.actions import record
from nexus.kernel.authentication import challenges
from nexus.kernel.authentication.challenges import Purpose
from nexus.kernel.authentication.flow import as_an_app
from nexus.kernel.authentication.models import TokenFamily
from nexus.kernel.authentication.proving import (
    Proof,
    factors_of,
    options_for_passkey,
    prove_by_factor,
    prove_by_password,
    ways_to_confirm,
)


def begin_confirming(request: HttpRequest, user: User) -> tuple[list[str], str, Any]:
    """Say in which ways an account can confirm that it is itself; with a passkey, what to ask it for."""
    ways = ways_to_confirm(user.pk)
    if "webauthn" not in ways:
        return ways, "", None
    with as_an_app(request, user):
        options = options_for_passkey(user)
        state = {"session": dict(request.session.items())}
    return ways, challenges.begin(Purpose.CONFIRM, user.pk, state).secret, options


def confirm(
    request: HttpRequest, user: User, family_id: UUID, proof: Proof, *, challenge: str = ""
) -> datetime:
    """Prove anew who holds a sign-in; gives until when dangerous changes are open to it.

    An account with a second factor proves itself by that: its password would open what the factor guards.
    """
    with as_an_app(request, user):
        if proof.credential is not None:
            begun = challenges.find(Purpose.CONFIRM, challenge, user.pk)
            challenges.take(begun)
            request.session.update(begun.state["session"])
        if proof.password:
            _by_password(request, user, proof.password)
        else:
            prove_by_factor(request, user, proof, again=True)
    now = timezone.now()
    TokenFamily.objects.filter(pk=family_id, user=user).confirm(now)
    record("confirmed", user.pk, details={"sign_in": str(family_id)})
    return now + timedelta(minutes=settings.CONFIRM_MINUTES)


def _by_password(request: HttpRequest, user: User, password: str) -> None:
    if factors_of(user.pk):
        sentence = "Your account has a second factor: confirm by that."
        raise ValidationFailed(details={"password": [sentence]})
    prove_by_password(request, user, password)
