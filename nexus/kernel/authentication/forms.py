"""The forms of allauth's pages whose work is done here: by the same actions and counts as for an app."""

from dataclasses import replace
from typing import Any, ClassVar

from allauth.account.forms import AddEmailForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from nexus.kernel.accounts.actions import ask_for_link, change_address
from nexus.kernel.accounts.models import LinkPurpose
from nexus.kernel.api.errors import NexusError
from nexus.kernel.authentication.actions.passwords import confirm_mailbox
from nexus.kernel.authentication.proving import Proof, prove_by_factor
from nexus.kernel.kit.actor import Actor


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """A forgotten password: whose an address is, nobody looks up while somebody waits."""

    def clean_email(self) -> str:
        """Take any address."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the link mailed."""
        del request, kwargs
        email: str = self.cleaned_data["email"]
        ask_for_link(LinkPurpose.RESET, email)
        return email


class NewPasswordForm(ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a link, which proves the mailbox."""

    @transaction.atomic
    def save(self) -> None:
        """Set it."""
        super().save()
        confirm_mailbox(self.user)


class AddressForm(AddEmailForm):  # type: ignore[misc]
    """A new e-mail address, changed by the action that every door calls."""

    def clean_email(self) -> str:
        """Change it; what the action refuses stands beside the field."""
        email: str = super().clean_email()
        raise_if_reauthentication_required(context.request, app="allauth.account")
        # The page lets nobody come so far without a proof of who it is.
        actor = replace(Actor.of(context.request.user), proved_at=timezone.now())
        try:
            change_address(actor, email)
        except NexusError as refused:
            raise ValidationError(refused.message) from None
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        """Give what was made of it."""
        del request
        return EmailAddress.objects.get(user=self.user, email=self.cleaned_data["email"])


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """The second step of a sign-in, by a code."""

    again: ClassVar = False

    def clean_code(self) -> str:
        """Go on only with a right code; guesses are counted with those of all other doors."""
        code: str = self.cleaned_data["code"]
        try:
            prove_by_factor(context.request, self.user, Proof(code=code), again=self.again)
        except NexusError as refused:
            raise ValidationError(refused.message) from None
        return code

    def save(self) -> None:
        """Do no more: what a right code leads to was done as it was read."""


class CodeAgainForm(CodeForm):
    """A code of somebody who is signed in, before a dangerous change."""

    again = True
