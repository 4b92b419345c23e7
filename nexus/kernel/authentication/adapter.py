from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.constants import Client
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nexus.kernel.accounts.events import AddressConfirmed, UserChanged
from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotAuthenticated
from nexus.kernel.api.limits import client_address
from nexus.kernel.audit.actions import record, record_failed_sign_in
from nexus.kernel.authentication.actions.noticing import note_sign_in, tell_of_factors
from nexus.kernel.authentication.events import PasswordChanged
from nexus.kernel.authentication.letters import Letters
from nexus.kernel.authentication.places import here, is_known_network
from nexus.kernel.database.encrypted import decrypted, encrypted
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.asking import current_actor_id

NOBODY = UUID(int=0)  # of whom as much is looked up, so that time tells nothing of who exists
# What allauth tells people of by mail, and what we say of it.
FACTOR_NEWS = {
    "mfa/email/totp_activated": "an authenticator app was set up",
    "mfa/email/totp_deactivated": "the authenticator app was removed",
    "mfa/email/recovery_codes_generated": "new recovery codes were made, and the old ones are void",
    "mfa/email/webauthn_added": "a passkey was added",
    "mfa/email/webauthn_removed": "a passkey was removed",
}

PASSWORD_AGAIN = "reauthenticate"  # noqa: S105 - what allauth calls that way to confirm

# Whoever comes through a local socket has no address, and a browser's session wants one.
NOWHERE = "0.0.0.0"  # noqa: S104


class AccountAdapter(Letters, DefaultAccountAdapter):  # type: ignore[misc]
    """Where allauth's one login meets this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open accounts by the API only: its action knows the roles and tells of the new account."""
        return _is_an_app(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, every stage passed: a browser gets its session, an app is about to get tokens instead."""
        if not _is_an_app(request):
            super().login(request, user)
            note_sign_in(user, by="session")
            return
        if not User.objects.filter(pk=user.pk, is_active=True).update(last_login=timezone.now()):
            raise NotAuthenticated  # deleted or shut while its password was being compared
        request.user = user

    def post_login(self, request: HttpRequest, user: User, **hints: object) -> HttpResponse:
        """Answer the sign-in; an app's answer is written by its own door."""
        if not _is_an_app(request):
            answer: HttpResponse = super().post_login(request, user, **hints)
            return answer
        return HttpResponse()

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Write down that a password was wrong, for a name that exists as for one that doesn't."""
        login = credentials.get("username") or credentials.get("email") or ""
        record_failed_sign_in(login, User.objects.id_of(login))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Have an address confirmed, by whichever door its link was followed."""
        user, is_new = email_address.user, email_address.email != email_address.user.email
        with transaction.atomic():
            if not super().confirm_email(request, email_address):
                return False
            changed: list[Fact] = [UserChanged(user.pk, ["email"])] if is_new else []
            publish(AddressConfirmed(user.pk), *changed, actor=Actor(id=current_actor_id() or user.pk))
            record("email_confirmed", user.pk)
        return True

    def set_password(self, user: User, password: str) -> None:
        """Set a new password, for whichever door has let it be changed: its owner's or the back office's."""
        with transaction.atomic():
            super().set_password(user, password)
            publish(PasswordChanged(user.pk), actor=Actor(id=current_actor_id() or user.pk))

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Have who is signed in to a browser confirm by a second factor, where there is one."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way for way in ways if way["id"] != PASSWORD_AGAIN] or ways

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Leave it to allauth's pages to ask browsers again; for apps our own step-up has asked."""
        if is_headless_request(self.request) == Client.APP:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_notification_mail(self, template_prefix: str, user: User, *more: Any, **also: Any) -> None:
        """Tell the owner what has changed of address, password and factors, by whichever door."""
        if template_prefix in FACTOR_NEWS:
            tell_of_factors(user, FACTOR_NEWS[template_prefix])
            return
        names = {"name": user.get_full_name() or user.username, "username": user.username}
        also["context"] = {**names, **(also.get("context") or {})}
        super().send_notification_mail(template_prefix, user, *more, **also)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        # Who guesses from elsewhere uses up the tries of elsewhere: the owner's own places keep theirs.
        login = (credentials.get("email") or credentials.get("username") or "").lower()
        user_id = User.objects.id_of(login)
        network = here()["network"]
        is_known = is_known_network(user_id or NOBODY, network)
        return f"{user_id or login}:{network if is_known else 'elsewhere'}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Name the address that limits are counted by, the same as for every other limit."""
        return client_address(request.META) or NOWHERE


def _is_an_app(request: HttpRequest) -> bool:
    return bool(is_headless_request(request) == Client.APP)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How factors are kept and named here."""

    def encrypt(self, text: str) -> str:
        """Keep a secret so that a dump of the database is of no use."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Read it again."""
        return decrypted(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the domain that passkeys are bound to: a page of another one gets none of their answers."""
        own = context.request.get_host().partition(":")[0]
        return {"id": settings.PASSKEY_DOMAIN or own, "name": settings.MFA_TOTP_ISSUER}
