from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import models

from nexus.kernel.kit.actor import Actor

SUBJECT_LENGTH = 191  # of allauth's column


class IdentityQuerySet(models.QuerySet["Identity"]):
    """Identities, as the doors ask for them."""

    def visible_to(self, actor: Actor) -> IdentityQuerySet:
        """Keep the actor's own."""
        return self.filter(user=actor.id) if actor.is_signed_in else self.none()

    def of(self, provider: str, subject: str) -> IdentityQuerySet:
        """Keep the one that a provider knows by this subject: nothing else tells who somebody is."""
        return self.filter(provider=provider, uid=subject)

    def rows(self) -> models.QuerySet[Identity, dict[str, Any]]:
        """Give plain rows with what is shown of an identity."""
        return self.values("id", "provider", "extra_data", "date_joined", "last_login")

    def granted_besides(self, identity_id: int, user_id: UUID) -> set[str]:
        """Name the roles that an account has from its other identities."""
        others = self.filter(user=user_id).exclude(pk=identity_id).values_list("extra_data", flat=True)
        return {role for kept in others for role in kept.get("granted", [])}


class Identities(models.Manager.from_queryset(IdentityQuerySet)):  # type: ignore[misc]
    """Identities."""


class Identity(SocialAccount):  # type: ignore[misc]
    """Who somebody is to a provider, and whose account that signs in to: allauth's row, in our words."""

    objects: ClassVar[Identities] = Identities()

    class Meta:
        proxy = True
        verbose_name_plural = "identities"
        ordering: ClassVar = ["-date_joined", "-id"]

    def __str__(self) -> str:
        return f"{self.provider} {self.uid}"

    @property
    def granted(self) -> set[str]:
        """Name the roles that the account has by this identity."""
        return set(self.extra_data.get("granted", []))
