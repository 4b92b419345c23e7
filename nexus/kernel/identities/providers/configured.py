"""With whom people may sign in, as the site's settings name them."""

from functools import cache
from typing import Final, Literal

import msgspec
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from nexus.kernel.api.errors import NotFound

# What a provider may make of an account. To administer the site isn't its to give.
Grantable = Literal["is_seller", "is_employer", "is_job_seeker", "is_premium"]
GOOGLE: Final = "google"
GITHUB: Final = "github"


class Roles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which values of a claim give which roles. claim: a name, or a path such as realm_access.roles."""

    claim: str
    map: dict[str, Grantable]


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One that people may sign in with. userinfo: whether it is asked for more than its id_token says."""

    id: str = ""
    speaks: Literal["oidc", "github"] = "oidc"
    name: str = ""
    issuer: str
    client_id: str
    client_secret: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    token_auth: Literal["", "basic", "post"] = ""
    userinfo: bool = True
    roles: Roles | None = None


@cache
def providers() -> dict[str, Provider]:
    """Give all of them by their ids; msgspec.ValidationError says what of the settings can't be read."""
    read = msgspec.convert(settings.SIGN_IN_PROVIDERS, dict[str, Provider])
    return {
        name: msgspec.structs.replace(provider, id=name, name=provider.name or name)
        for name, provider in read.items()
    }


def provider_called(name: str) -> Provider:
    """Give one; NotFound where nobody of that name is configured."""
    try:
        return providers()[name]
    except KeyError:
        raise NotFound("There is no such provider here; GET /api/auth/providers/ lists them.") from None


@receiver(setting_changed)
def _read_anew(*, setting: str, **_: object) -> None:
    if setting == "SIGN_IN_PROVIDERS":
        providers.cache_clear()
