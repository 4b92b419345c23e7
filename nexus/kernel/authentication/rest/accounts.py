"""Addresses and passwords of accounts: what is proved by links, or by the present password."""

from typing import Any, ClassVar

from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.accounts.exceptions import AddressTaken, LinkVoid
from nexus.kernel.accounts.models import User
from nexus.kernel.accounts.rest.shapes import NothingShape
from nexus.kernel.api.answers import ok
from nexus.kernel.api.errors import NotAuthenticated, ServiceUnavailable
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.authentication.actions.mailboxes import ask_for_confirmation, confirm_address
from nexus.kernel.authentication.actions.passwords import ask_for_reset, change_password, reset_password
from nexus.kernel.authentication.rest.cookies import put_refresh, refresh_of
from nexus.kernel.authentication.rest.serializers import password_field
from nexus.kernel.authentication.rest.shapes import RenewedShape
from nexus.kernel.authentication.rest.views import Door

LONGEST_KEY = 300
ON_ITS_WAY = "If there is something to be mailed to this address, it is on its way."
TELLS_NOTHING = (
    "The answer is the same for each address, and takes the same time: it doesn't tell whose it is."
)


class EmailInput(serializers.Serializer[Any]):
    """An e-mail address."""

    example: ClassVar[dict[str, Any]] = {"email": "nora@example.com"}

    email = serializers.EmailField(max_length=254)


class KeyInput(serializers.Serializer[Any]):
    """The key of a link from a mail."""

    example: ClassVar[dict[str, Any]] = {"key": "MQ:1wLz3q:6bq1mC0YkF1b3h3m2T8kq3yJt4g"}

    key = serializers.CharField(max_length=LONGEST_KEY)


class ResetInput(serializers.Serializer[Any]):
    """The key of a link from a mail, and the new password."""

    example: ClassVar[dict[str, Any]] = {
        "key": "0199a3f26c1e7d908a530b6f1f3f9e10-d2c8kq-6bq1mc0ykf1b3h3m2t8kq3yjt4g1x0aa",
        "password": "ANewStrongPass456",
    }

    key = serializers.CharField(max_length=LONGEST_KEY)
    password = password_field()


class PasswordInput(serializers.Serializer[Any]):
    """The password as it is, and as it is to be."""

    example: ClassVar[dict[str, Any]] = {
        "current_password": "StrongPass123",
        "new_password": "ANewStrongPass456",
    }

    current_password = password_field()
    new_password = password_field()


class ConfirmEmail(Door):
    """The confirmation of an address."""

    @operation(
        "Confirm an e-mail address",
        who=ANYONE,
        answer=NothingShape,
        body=KeyInput,
        errors=[LinkVoid, AddressTaken, ServiceUnavailable],
        description="By the key of the link that was mailed to it; each works once. A new address counts "
        "from then on, and the old one is told.",
    )
    def post(self, request: Request) -> Response:
        """Confirm an e-mail address."""
        confirm_address(self.http_request, self.read_body(KeyInput)["key"])
        return ok(NothingShape(), "Address confirmed")


class ResendConfirmation(Door):
    """The link that confirms an address, once more."""

    @operation(
        "Have the confirming link mailed again",
        who=ANYONE,
        answer=NothingShape,
        body=EmailInput,
        errors=[ServiceUnavailable],
        description=f"Once in three minutes. {TELLS_NOTHING}",
    )
    def post(self, request: Request) -> Response:
        """Have the confirming link mailed again."""
        ask_for_confirmation(self.http_request, self.read_body(EmailInput)["email"])
        return ok(NothingShape(), ON_ITS_WAY)


class AskForReset(Door):
    """A forgotten password."""

    @operation(
        "Ask for a link to set a new password",
        who=ANYONE,
        answer=NothingShape,
        body=EmailInput,
        errors=[ServiceUnavailable],
        description=f"The link works once, and for an hour. {TELLS_NOTHING}",
    )
    def post(self, request: Request) -> Response:
        """Ask for a link to set a new password."""
        ask_for_reset(self.http_request, self.read_body(EmailInput)["email"])
        return ok(NothingShape(), ON_ITS_WAY)


class Reset(Door):
    """A new password by a link."""

    @operation(
        "Set a new password by a link",
        who=ANYONE,
        answer=NothingShape,
        body=ResetInput,
        errors=[LinkVoid, ServiceUnavailable],
        description="Every sign-in of the account ends; sign in with the new password, and with the second "
        "factor where there is one.",
    )
    def post(self, request: Request) -> Response:
        """Set a new password by a link."""
        said = self.read_body(ResetInput)
        reset_password(self.http_request, said["key"], said["password"])
        return ok(NothingShape(), "Password set: sign in with it")


class ChangePassword(ApiView):
    """One's own password."""

    @operation(
        "Change the own password",
        who="signed in",
        answer=RenewedShape,
        body=PasswordInput,
        errors=[ServiceUnavailable],
        description="Every sign-in of the account ends, this one too: go on with the tokens of the answer; a "
        "browser's refresh token is put in its cookie.",
    )
    def post(self, request: Request) -> Response:
        """Change the own password."""
        user = request.user
        if not isinstance(user, User):
            raise NotAuthenticated
        said = self.read_body(PasswordInput)
        http: HttpRequest = request._request
        kept = refresh_of(http)
        tokens = change_password(http, user, said["current_password"], said["new_password"])
        answer = ok(RenewedShape(tokens.access, None if kept else tokens.refresh), "Password changed")
        if kept:
            put_refresh(answer, tokens.refresh)
        return answer
