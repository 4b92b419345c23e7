"""The way to a provider and back, whatever it is walked for."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.conf import settings

from nexus.kernel.api.errors import ValidationFailed
from nexus.kernel.identities.begun import Begun, remember, take
from nexus.kernel.identities.exceptions import InvalidState
from nexus.kernel.identities.providers import github, oidc
from nexus.kernel.identities.providers.claims import Claimed
from nexus.kernel.identities.providers.configured import Provider, provider_called


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where to send somebody, and the state to finish with, which the app keeps to itself until then."""

    authorize_url: str
    state: str


@dataclass(frozen=True, slots=True)
class CameBack:
    """What an app has when somebody came back. iss: as the address had it beside the code, if it had."""

    code: str
    state: str
    iss: str = ""


class Language(Protocol):
    """How a provider is spoken to."""

    def authorize_url(self, provider: Provider, begun: Begun, handle: str) -> str: ...
    def claimed(self, provider: Provider, begun: Begun, code: str, iss: str, /) -> Claimed: ...


LANGUAGES: dict[str, Language] = {"oidc": oidc, "github": github}


def begin(provider_id: str, redirect_uri: str, account_id: UUID | None) -> Beginning:
    """Send somebody to a provider, to come back to one of the site's own addresses."""
    provider = provider_called(provider_id)
    if redirect_uri not in settings.SIGN_IN_REDIRECTS:
        sentence = "This is none of the addresses that this site lets people come back to."
        raise ValidationFailed(details={"redirect_uri": [sentence]})
    begun = Begun.now(provider.id, redirect_uri, account_id)
    state, handle = remember(begun)
    return Beginning(LANGUAGES[provider.speaks].authorize_url(provider, begun, handle), state)


def resume(came: CameBack, account_id: UUID | None, provider_id: str = "") -> tuple[Provider, Claimed]:
    """Take up what was begun for the same end, once, and ask the provider who it was."""
    begun = take(came.state)
    if begun.account_id != account_id or provider_id not in {"", begun.provider}:
        raise InvalidState
    provider = provider_called(begun.provider)
    return provider, LANGUAGES[provider.speaks].claimed(provider, begun, came.code, came.iss)
