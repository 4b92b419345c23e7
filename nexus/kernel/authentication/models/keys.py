from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from nexus.kernel.authentication.marks import mark_keys
from nexus.kernel.database.encrypted import EncryptedTextField


class Algorithm(models.TextChoices):
    """What a key signs by, as JOSE calls it."""

    EDDSA = "EdDSA", "EdDSA"
    ES256 = "ES256", "ES256"
    RS256 = "RS256", "RS256"


class KeyState(models.TextChoices):
    """How far a key has come: others know it, it signs, nothing of it counts any more."""

    PUBLISHED = "published", "published"
    SIGNING = "signing", "signing"
    RETIRED = "retired", "retired"


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Keys, as those who sign and verify ask for them."""

    def changed_at(self) -> datetime | None:
        """Tell when anything was last changed about them; None where there never was a key."""
        found: datetime | None = self.aggregate(at=Max("changed_at"))["at"]
        return found

    def move(self, state: KeyState) -> int:
        """Bring them into a state; every process notices at its next request."""
        mark_keys()
        return self.update(state=state, changed_at=timezone.now())


class SigningKey(models.Model):
    """A key that signs tokens, beside the one from the settings."""

    id = models.CharField(
        primary_key=True, max_length=64, help_text="The kid: its RFC 7638 thumbprint.", editable=False
    )
    algorithm = models.CharField(max_length=8, choices=Algorithm.choices)
    state = models.CharField(max_length=10, choices=KeyState.choices, default=KeyState.PUBLISHED)
    private = EncryptedTextField(blank=True, help_text="PKCS 8, PEM. None for the settings' own key.")
    public = models.JSONField(default=dict, help_text="As JWK.")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=Q(state="signing"), name="signing_key_one_signs"
            )
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.id}"

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse: what once signed is retired, so that nobody takes its kid for an unknown one."""
        raise NotImplementedError("Retire the key.")
