from typing import NoReturn

from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.constants import Client
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.identities.actions.opening import open_account_for
from nexus.kernel.identities.logins import ProvedLogin, Spoken
from nexus.kernel.identities.providers.configured import provider_called


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Where allauth's flow for others' identities meets this house."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Open accounts by the API only, as with a password."""
        return bool(is_headless_request(request) == Client.APP)

    def save_user(self, request: HttpRequest, sociallogin: ProvedLogin, form: object = None) -> User:
        """Open the account by the action that every door opens one by."""
        user = open_account_for(sociallogin.claimed, sociallogin.account)
        sociallogin.user = user
        return user

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Spoken:
        """Name a provider to allauth, which takes up a sign-in that waited for a second factor."""
        return Spoken(request, provider_called(provider))

    def validate_disconnect(self, account: SocialAccount, accounts: object) -> NoReturn:
        """Remove an identity by the API only: its action knows which is the last way in, and tells of it."""
        raise ValidationError("Remove it in the app: DELETE /api/auth/identities/{id}/.")
