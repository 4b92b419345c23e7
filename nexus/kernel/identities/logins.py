"""allauth's idea of a sign-in by another's word, made of what we have verified ourselves."""

from collections.abc import Iterable
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.base.provider import Provider as AllauthProvider
from django.http import HttpRequest

from nexus.kernel.accounts.models import User
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider


class Spoken(AllauthProvider):  # type: ignore[misc]
    """A provider, as far as allauth has to know it: by its name."""

    uses_apps = False

    def __init__(self, request: HttpRequest | None, provider: Provider) -> None:
        super().__init__(request)
        self.id, self.name = provider.id, provider.name


class ProvedLogin(SocialLogin):  # type: ignore[misc]
    """A sign-in by somebody whom a provider has named. granted: the roles that it has given so far."""

    def __init__(self, provider: Provider, claimed: Claimed, *, granted: Iterable[str] = ()) -> None:
        kept = {"email": claimed.email, "granted": sorted(granted)}
        account = SocialAccount(provider=provider.id, uid=claimed.subject, extra_data=kept)
        super().__init__(user=User(), account=account, provider=Spoken(None, provider))
        self.state = {"process": AuthProcess.LOGIN}
        self.claimed = claimed

    def serialize(self) -> dict[str, Any]:
        """Write down a sign-in that waits for a second factor, without the account's password and stamp."""
        written: dict[str, Any] = super().serialize()
        return {**written, "user": {"id": str(self.user.pk)}}
