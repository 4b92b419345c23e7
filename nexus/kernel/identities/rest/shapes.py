from datetime import datetime
from typing import Any, ClassVar

import msgspec

from nexus.kernel.api.query import ListQuery
from nexus.kernel.identities.actions.asking import Beginning
from nexus.kernel.identities.providers.configured import Provider, providers

ORDER = ["-date_joined", "-id"]


class ProviderShape(msgspec.Struct):
    """One that people may sign in with. id: for paths; name: for the button."""

    id: str
    name: str

    @classmethod
    def of(cls, provider: Provider) -> "ProviderShape":
        """Show a provider."""
        return cls(provider.id, provider.name)


class ProvidersShape(msgspec.Struct):
    """With whom people may sign in here."""

    example: ClassVar[dict[str, Any]] = {"providers": [{"id": "google", "name": "Google"}]}

    providers: list[ProviderShape]

    @classmethod
    def now(cls) -> "ProvidersShape":
        """Show what is configured."""
        return cls([ProviderShape.of(provider) for provider in providers().values()])


class BeginningShape(msgspec.Struct):
    """Where to send the user, and the state to finish with: keep it in the app, it goes nowhere else."""

    example: ClassVar[dict[str, Any]] = {
        "authorize_url": "https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=…",
        "state": "9tB1rV0u3xk6T7mQZ2nS5yW8aE4cG1iL0oJqHfDpXsU",
    }

    authorize_url: str
    state: str

    @classmethod
    def of(cls, beginning: Beginning) -> "BeginningShape":
        """Show what an action began."""
        return cls(beginning.authorize_url, beginning.state)


class IdentityShape(msgspec.Struct):
    """An identity that signs in to the own account. email: as the provider said it last."""

    example: ClassVar[dict[str, Any]] = {
        "id": 7,
        "provider": "google",
        "name": "Google",
        "email": "nora@example.com",
        "connected_at": "2026-11-21T09:30:00Z",
        "used_at": "2026-11-21T10:15:00Z",
    }

    id: int
    provider: str
    name: str
    email: str
    connected_at: datetime
    used_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "IdentityShape":
        """Read a row of `Identity.objects.rows()`."""
        known = providers().get(row["provider"])
        return cls(
            row["id"],
            row["provider"],
            known.name if known else row["provider"],
            row["extra_data"].get("email", ""),
            row["date_joined"],
            row["last_login"],
        )


class IdentityQuery(ListQuery, kw_only=True):
    """The list of one's identities, the newest first."""
