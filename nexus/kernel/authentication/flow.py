"""allauth's own flows, walked on behalf of an app: the same limits, stages and signals, but no cookie."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from smtplib import SMTPException
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import derive_login_method, perform_password_login
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from allauth.account.stages import LoginStage
from allauth.core import ratelimit
from allauth.headless.constants import Client
from allauth.headless.internal import authkit
from allauth.headless.internal.decorators import mark_request_as_headless
from allauth.mfa.internal.constants import LoginStageKey as MfaStageKey
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from redis import RedisError

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import (
    MfaRequired,
    NotAuthenticated,
    PermissionDenied,
    RateLimited,
    ServiceUnavailable,
)
from nexus.kernel.authentication import challenges
from nexus.kernel.authentication.challenges import Challenge, Purpose
from nexus.kernel.authentication.exceptions import ChallengeOver, WrongFactor
from nexus.kernel.authentication.proving import (
    Proof,
    by_passkey,
    factors_of,
    options_for_passkey,
    prove_by_factor,
)

SignedIn = tuple[User, dict[str, str]]

WRONG = "This username or password is not right."
TOO_MANY = "Too many attempts. Wait a few minutes, then try again."
UNSENT = "The mail to confirm your address could not be sent. Try again later."
UNCONFIRMED = "Confirm your e-mail address first: follow the link we have mailed to it."


@contextmanager
def as_an_app(request: HttpRequest, user: User | None = None) -> Iterator[None]:
    """Walk a flow in a session that nobody keeps; limits that can't be counted let nobody pass.

    user: who is signed in already, where the flow is about an account's own things.
    """
    mark_request_as_headless(request, Client.APP)
    try:
        with authkit.authentication_context(request):
            if user is not None:
                request.user = user
            try:
                yield
            finally:
                request.session.flush()
    except RedisError:
        raise ServiceUnavailable from None


def within_limits(request: HttpRequest, action: str) -> None:
    """Count an attempt at `login` or `signup`; RateLimited when there were too many."""
    if not ratelimit.consume(request, action=action):
        raise RateLimited(TOO_MANY)


def within_limits_of(request: HttpRequest, action: str, email: str) -> None:
    """Count an attempt that names an address, known or not; RateLimited when there were too many."""
    if not ratelimit.consume(request, action=action, key=email.lower()):
        raise RateLimited(TOO_MANY)


def log_in(request: HttpRequest, login: str, password: str) -> SignedIn:
    """Prove an account by its password, walk every stage, and give what our token strategy hands out."""
    credentials = {derive_login_method(login).value: login, "password": password}
    user = _proved(request, credentials)
    perform_password_login(request, credentials, Login(user=user, email=credentials.get("email")))
    return let_in(request, user)


def meet(request: HttpRequest, challenge: Challenge, proof: Proof) -> SignedIn:
    """Go on with a sign-in that waits for a second factor; a wrong one leaves it waiting, a few times."""
    challenges.count_try(challenge)
    stage = _waiting(request, challenge)
    user: User = stage.login.user
    prove_by_factor(request, user, proof)
    challenges.take(challenge)
    stage.exit()
    return let_in(request, user)


def ask_passkey(request: HttpRequest, challenge: Challenge) -> Any:
    """Give what a browser needs to meet a sign-in's challenge by a passkey."""
    options = options_for_passkey(_waiting(request, challenge).login.user)
    challenges.keep(challenge, {**challenge.state, "session": dict(request.session.items())})
    return options


def begin_passkey(request: HttpRequest) -> tuple[Challenge, Any]:
    """Begin a sign-in by a passkey alone, by whoever it will turn out to be."""
    options = options_for_passkey(None)
    state = {"session": dict(request.session.items())}
    return challenges.begin(Purpose.PASSKEY_SIGN_IN, None, state), options


def log_in_by_passkey(request: HttpRequest, challenge: Challenge, credential: Mapping[str, Any]) -> SignedIn:
    """Prove an account by a passkey that knows its owner: two factors in one."""
    challenges.take(challenge)
    request.session.update(challenge.state["session"])
    found = by_passkey(None, credential)
    if found is None or not found.user.is_active:
        raise WrongFactor
    from allauth.mfa.webauthn.internal.flows import perform_passwordless_login  # noqa: PLC0415 (fido2)

    perform_passwordless_login(request, found, Login(user=found.user))
    return let_in(request, found.user)


def let_in(request: HttpRequest, user: User) -> SignedIn:
    """Give what our token strategy hands out at the end of a flow; raises what it still waits for."""
    tokens: dict[str, str] | None = authkit.expose_access_token(request)
    if tokens is None:
        _tell_what_is_pending(request)
    return user, tokens


def welcome(request: HttpRequest, user: User) -> None:
    """Go on from a new account as a sign-in would: that mails the link, where the site asks for one."""
    try:
        complete_signup(request, user=user)
        # allauth takes it for a sign-in; nobody has come in yet.
        User.objects.filter(pk=user.pk).update(last_login=None)
    except (SMTPException, OSError):
        raise ServiceUnavailable(UNSENT) from None


def _proved(request: HttpRequest, credentials: dict[str, str]) -> User:
    try:
        user: User | None = get_adapter(request).authenticate(request, **credentials)
    except ValidationError:  # allauth's way to say that there were too many attempts
        raise RateLimited(TOO_MANY) from None
    if user is None or not user.is_active:
        raise NotAuthenticated(WRONG)
    return user


def _tell_what_is_pending(request: HttpRequest) -> NoReturn:
    stage = authkit.AuthenticationStatus(request).get_pending_stage()
    if stage and stage.key == MfaStageKey.MFA_AUTHENTICATE:
        raise MfaRequired(details=_challenged(request, stage.login.user))
    if stage and stage.key == LoginStageKey.VERIFY_EMAIL:
        raise PermissionDenied(UNCONFIRMED)
    raise NotAuthenticated(WRONG)


def _challenged(request: HttpRequest, user: User) -> dict[str, Any]:
    state = {"session": dict(request.session.items()), "stamp": str(user.security_stamp)}
    challenge = challenges.begin(Purpose.SIGN_IN, user.pk, state)
    return {
        "challenge": challenge.secret,
        "ways": factors_of(user.pk),
        "expires_in": settings.CHALLENGE_SECONDS,
    }


def _waiting(request: HttpRequest, challenge: Challenge) -> LoginStage:
    request.session.update(challenge.state["session"])
    stage = authkit.AuthenticationStatus(request).get_pending_stage()
    user = stage.login.user if stage else None
    # What was changed since, such as the password or that the account is open, ends what was begun before.
    if user is None or not user.is_active or str(user.security_stamp) != challenge.state["stamp"]:
        raise ChallengeOver
    if stage.key != MfaStageKey.MFA_AUTHENTICATE:
        raise ChallengeOver
    return stage
