from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import is_headless_request
from allauth.headless.constants import Client
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import NotAuthenticated
from nexus.kernel.api.limits import client_address
from nexus.kernel.audit.actions import record, record_failed_sign_in


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where allauth's one login meets this house."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Open accounts by the API only: its action knows the roles and tells of the new account."""
        return _is_an_app(request)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, every stage passed: a browser gets its session, an app is about to get tokens instead."""
        if not _is_an_app(request):
            super().login(request, user)
            record("signed_in", user.pk, details={"by": "session"})
            return
        if not User.objects.filter(pk=user.pk).update(last_login=timezone.now()):
            raise NotAuthenticated  # deleted while its password was being compared
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

    def get_client_ip(self, request: HttpRequest) -> str:
        """Name the address that limits are counted by, the same as for every other limit."""
        return client_address(request.META)


def _is_an_app(request: HttpRequest) -> bool:
    return bool(is_headless_request(request) == Client.APP)
