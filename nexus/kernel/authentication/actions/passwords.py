"""New passwords: by the old one, or by a link that was mailed. Either ends what was signed in before."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.password_change import (
    change_password as put_password,
    finalize_password_change,
)
from allauth.account.internal.flows.password_reset import finalize_password_reset
from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from nexus.kernel.accounts.actions import ask_for_link
from nexus.kernel.accounts.exceptions import LinkVoid
from nexus.kernel.accounts.models import LinkPurpose, User
from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.authentication.actions.tokens import Tokens, issue_tokens
from nexus.kernel.authentication.exceptions import WrongFactor
from nexus.kernel.authentication.flow import as_an_app, within_limits, within_limits_of
from nexus.kernel.authentication.proving import prove_by_password


def change_password(request: HttpRequest, user: User, current: str, new: str) -> Tokens:
    """Set a new password by the current one: every sign-in ends, and the caller gets tokens of a new one."""
    with as_an_app(request, user):
        if not user.has_usable_password():
            sentence = "Your account has no password yet: set one by POST /api/auth/password/reset/."
            raise ValidationFailed(details={"current_password": [sentence]})
        try:
            prove_by_password(request, user, current)
        except WrongFactor as wrong:
            raise ValidationFailed(details={"current_password": [wrong.message]}) from None
        return _changed(request, user.pk, current, new)


def ask_for_reset(request: HttpRequest, email: str) -> None:
    """Have a link to set a new password mailed, if the address is an account's; the caller isn't told."""
    with as_an_app(request):
        within_limits_of(request, "reset_password", email)
    ask_for_link(LinkPurpose.RESET, email)


def reset_password(request: HttpRequest, key: str, new: str) -> None:
    """Set a new password by the key of a link: it works once, and for the account it was made for."""
    with as_an_app(request):
        within_limits(request, "reset_password_from_key")
        _reset(request, key, new)


def confirm_mailbox(user: User) -> None:
    """Confirm the address that a link was followed from: no better proof will come."""
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True, primary=True)


@transaction.atomic
def _changed(request: HttpRequest, user_id: UUID, current: str, new: str) -> Tokens:
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.check_password(current):  # somebody has just set another one
        raise ValidationFailed(details={"current_password": ["This password is not right."]})
    _expect_good(new, user, "new_password")
    put_password(user, new)
    finalize_password_change(request, user)
    return issue_tokens(user, user_agent=request.headers.get("User-Agent", ""))


@transaction.atomic
def _reset(request: HttpRequest, key: str, new: str) -> None:
    user = _holder(key)
    _expect_good(new, user, "password")
    put_password(user, new)
    confirm_mailbox(user)
    finalize_password_reset(request, user, email=user.email)


def _holder(key: str) -> User:
    from allauth.account.forms import default_token_generator  # noqa: PLC0415 (heavy, and for few)

    uid, _, token = key.partition("-")
    try:
        held: Any = User.objects.select_for_update().filter(pk=UUID(hex=uid), is_active=True).first()
    except ValueError:
        raise LinkVoid from None
    # Asked of the locked row: of two who come at once, the second finds the password changed.
    if held is None or not default_token_generator.check_token(held, token):
        raise LinkVoid
    user: User = held
    return user


def _expect_good(password: str, user: User, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationFailed(details={field: error.messages}) from None
