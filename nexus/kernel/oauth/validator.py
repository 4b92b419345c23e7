"""What the toolkit asks of this house: whether a secret, a code or a token holds, and who somebody is."""

from hashlib import sha256
from typing import Any

from allauth.account.models import EmailAddress
from django.utils.crypto import constant_time_compare
from oauth2_provider.oauth2_validators import OAuth2Validator

from nexus.kernel.accounts.models import User
from nexus.kernel.audit.actions import record
from nexus.kernel.oauth.models import Client, Grant, RefreshToken


class Validator(OAuth2Validator):  # type: ignore[misc]
    """The toolkit's checks, and those that are this house's."""

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return constant_time_compare(Client.digest_of(provided_secret), stored_secret)

    def validate_code(self, client_id: str, code: str, client: Client, request: Any, *args: Any) -> bool:
        """Take a code only while its account is what it was."""
        if not super().validate_code(client_id, code, client, request, *args):
            return False
        return Grant.objects.select_related("user", "application").get(code=code).stands

    def validate_refresh_token(self, refresh_token: str, client: Client, request: Any, *args: Any) -> bool:
        """Take a refresh token once, while its account is what it was; a second use is written down."""
        if super().validate_refresh_token(refresh_token, client, request, *args):
            return bool(request.refresh_token_instance.stands)
        checksum = sha256(refresh_token.encode()).hexdigest()
        reused = RefreshToken.objects.filter(token_checksum=checksum, revoked__isnull=False).first()
        if reused is not None:
            details = {"client": str(reused.application_id)}
            record("oauth_refresh_token_reused", reused.user_id, details=details)
        return False

    def get_additional_claims(self) -> dict[str, Any]:
        """Say who somebody is, as far as the scopes `profile` and `email` go."""
        return {
            "name": lambda request: request.user.get_full_name() or request.user.username,
            "given_name": lambda request: request.user.first_name,
            "family_name": lambda request: request.user.last_name,
            "preferred_username": lambda request: request.user.username,
            "email": lambda request: request.user.email,
            "email_verified": lambda request: _is_verified(request.user),
        }


def _is_verified(user: User) -> bool:
    return bool(EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists())
