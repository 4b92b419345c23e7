from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from nexus.kernel.accounts.models import User


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Compares a password with one account's: several would cost time that tells how many there are."""

    def _authenticate(self, request: HttpRequest | None, **credentials: str) -> User | None:
        del request
        login = credentials.get("email") or credentials.get("username") or ""
        user: User | None = self._check_password(
            User.objects.signing_in(login).first(), credentials["password"]
        )
        return user

    @classmethod
    def _stash_user(cls, user: Any) -> None:
        # allauth would tell whoever knows its password that an account is shut; here that is a wrong one too.
        del user
