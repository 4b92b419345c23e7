from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from nexus.kernel.accounts.actions import Registration, open_account
from nexus.kernel.accounts.models import User
from nexus.kernel.authentication import challenges, flow
from nexus.kernel.authentication.actions.tokens import Tokens
from nexus.kernel.authentication.challenges import Purpose
from nexus.kernel.authentication.proving import Proof


def register(request: HttpRequest, fields: Registration) -> User:
    """Open an account, in allauth's flow: it mails a link to confirm the address where the site wants one."""
    with flow.as_an_app(request):
        flow.within_limits(request, "signup")
        with transaction.atomic():
            user = open_account(fields)
            flow.welcome(request, user)
    return user


def sign_in(request: HttpRequest, *, login: str, password: str) -> tuple[User, Tokens]:
    """Sign in an app by username or e-mail address; a refusal doesn't tell whether the account exists.

    Where the account has a second factor, MfaRequired says how to go on: `meet_challenge`.
    """
    with flow.as_an_app(request):
        flow.within_limits(request, "login")
        user, handed_out = flow.log_in(request, login, password)
    return user, Tokens(**handed_out)


def meet_challenge(request: HttpRequest, *, challenge: str, proof: Proof) -> tuple[User, Tokens]:
    """Finish a sign-in by its second factor; ChallengeOver where it took too long or too many tries."""
    with flow.as_an_app(request):
        flow.within_limits(request, "login")
        user, handed_out = flow.meet(request, challenges.find(Purpose.SIGN_IN, challenge), proof)
    return user, Tokens(**handed_out)


def passkey_for_challenge(request: HttpRequest, *, challenge: str) -> Any:
    """Give what a browser needs to finish a sign-in by a passkey as its second factor."""
    with flow.as_an_app(request):
        return flow.ask_passkey(request, challenges.find(Purpose.SIGN_IN, challenge))


def begin_passkey_sign_in(request: HttpRequest) -> tuple[str, Any]:
    """Begin a sign-in by a passkey alone: a challenge, and what a browser needs to ask for the passkey."""
    with flow.as_an_app(request):
        flow.within_limits(request, "login")
        challenge, options = flow.begin_passkey(request)
    return challenge.secret, options


def sign_in_by_passkey(
    request: HttpRequest, *, challenge: str, credential: Mapping[str, Any]
) -> tuple[User, Tokens]:
    """Sign in by a passkey alone: it is held and was unlocked, which is two factors in one."""
    with flow.as_an_app(request):
        flow.within_limits(request, "login")
        begun = challenges.find(Purpose.PASSKEY_SIGN_IN, challenge)
        user, handed_out = flow.log_in_by_passkey(request, begun, credential)
    return user, Tokens(**handed_out)
