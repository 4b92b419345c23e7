"""allauth's own flows, walked on behalf of an app: the same limits, stages and signals, but no cookie."""

from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPException
from typing import NoReturn

from allauth.account.adapter import get_adapter
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import derive_login_method, perform_password_login
from allauth.account.internal.flows.signup import complete_signup
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.headless.constants import Client
from allauth.headless.internal import authkit
from allauth.headless.internal.decorators import mark_request_as_headless
from allauth.mfa.internal.constants import LoginStageKey as MfaStageKey
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

WRONG = "This username or password is not right."
TOO_MANY = "Too many attempts. Wait a few minutes, then try again."
UNSENT = "The mail to confirm your address could not be sent. Try again later."
UNCONFIRMED = "Confirm your e-mail address first: follow the link we have mailed to it."


@contextmanager
def as_an_app(request: HttpRequest) -> Iterator[None]:
    """Walk a flow in a session that nobody keeps; limits that can't be counted let nobody pass."""
    mark_request_as_headless(request, Client.APP)
    try:
        with authkit.authentication_context(request):
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


def log_in(request: HttpRequest, login: str, password: str) -> tuple[User, dict[str, str]]:
    """Prove an account by its password, walk every stage, and give what our token strategy hands out."""
    credentials = {derive_login_method(login).value: login, "password": password}
    user = _proved(request, credentials)
    perform_password_login(request, credentials, Login(user=user, email=credentials.get("email")))
    tokens: dict[str, str] | None = authkit.expose_access_token(request)
    if tokens is None:
        _tell_what_is_pending(request)
    return user, tokens


def welcome(request: HttpRequest, user: User) -> None:
    """Go on from a new account as a sign-in would: that mails the link, where the site asks for one."""
    try:
        complete_signup(request, user=user)
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
        raise MfaRequired
    if stage and stage.key == LoginStageKey.VERIFY_EMAIL:
        raise PermissionDenied(UNCONFIRMED)
    raise NotAuthenticated(WRONG)
