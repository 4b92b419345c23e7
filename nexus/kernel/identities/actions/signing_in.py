from smtplib import SMTPException

from allauth.socialaccount.internal.flows.login import complete_login
from django.db import transaction
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.api.errors import Conflict, ServiceUnavailable
from nexus.kernel.authentication.actions import Tokens
from nexus.kernel.authentication.flow import UNSENT, as_an_app, let_in, within_limits
from nexus.kernel.identities.actions.asking import Beginning, CameBack, begin, resume
from nexus.kernel.identities.actions.granting import settle_roles
from nexus.kernel.identities.exceptions import AccountShut, AddressTaken
from nexus.kernel.identities.logins import ProvedLogin
from nexus.kernel.identities.models import Identity
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider

TRIES = 3


def begin_sign_in(provider_id: str, redirect_uri: str) -> Beginning:
    """Send a visitor to a provider, to be told who that is."""
    return begin(provider_id, redirect_uri, None)


def finish_sign_in(request: HttpRequest, provider_id: str, came: CameBack) -> tuple[User, Tokens]:
    """Sign in whoever came back from a provider; who comes for the first time gets an account."""
    with as_an_app(request):
        within_limits(request, "login")
        provider, claimed = resume(came, None, provider_id)
        user, handed_out = let_in(request, _account_of(request, provider, claimed))
    return user, Tokens(**handed_out)


def _account_of(request: HttpRequest, provider: Provider, claimed: Claimed) -> User:
    """Walk allauth's flow; who lost a race for the account or its name looks again at what is there now."""
    for left in reversed(range(TRIES)):
        try:
            return _walked(request, provider, claimed)
        except Conflict as taken:
            is_known = Identity.objects.of(provider.id, claimed.subject).exists()
            if "email" in taken.details and not is_known:
                raise AddressTaken from None
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


@transaction.atomic
def _walked(request: HttpRequest, provider: Provider, claimed: Claimed) -> User:
    known = Identity.objects.of(provider.id, claimed.subject).select_for_update(of=("self",)).first()
    login = ProvedLogin(provider, claimed, granted=known.granted if known else ())
    try:
        complete_login(request, login, raises=True)
    except (SMTPException, OSError):
        raise ServiceUnavailable(UNSENT) from None
    user: User = login.user
    if not user.is_active:
        raise AccountShut
    settle_roles(provider, claimed, login.account)
    return user
