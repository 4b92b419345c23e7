"""What programs may ask for: who somebody is, as OpenID Connect has it, and the registry's scopes."""

from collections.abc import Collection
from typing import Any, Final

from oauth2_provider.scopes import BaseScopes

from nexus.kernel.access.scopes import require_grantable
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.scopes import sentences
from nexus.kernel.oauth.models import Client

IDENTITY: Final = {
    "openid": "Know who you are here.",
    "profile": "See your name and username.",
    "email": "See your e-mail address.",
}


class HouseScopes(BaseScopes):  # type: ignore[misc]
    """The toolkit's view of the registry."""

    def get_all_scopes(self) -> dict[str, str]:
        """Give every scope with its sentence."""
        return {**IDENTITY, **sentences()}

    def get_available_scopes(self, application: Client | None = None, *_: Any, **__: Any) -> list[str]:
        """List what a program may ask for."""
        return [*self.get_all_scopes()] if application is None else application.scopes

    def get_default_scopes(self, *_: Any, **__: Any) -> list[str]:
        """Give nothing to who asks for nothing."""
        return []


def require_askable(actor: Actor, asked: Collection[str]) -> None:
    """Go on only with scopes that a program of this owner may ask people for."""
    require_grantable(actor, asked, beside=IDENTITY)
