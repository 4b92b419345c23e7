from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line

MOST_ADDRESSES: Final = 50

LINES: Final = ("name", "line1", "line2", "city", "region", "postal_code", "country")


class AddressQuerySet(models.QuerySet["Address"]):
    """Address books."""

    def visible_to(self, actor: Actor) -> AddressQuerySet:
        """Keep the actor's own: where people live is nobody else's to read, administrators included."""
        return self.filter(user=actor.id) if actor.is_signed_in else self.none()

    def rows(self) -> models.QuerySet[Address, dict[str, Any]]:
        """Give plain rows with what the API shows of an address."""
        shown: models.QuerySet[Address, dict[str, Any]] = self.values(
            "id", "label", *LINES, "is_default", "created_at"
        )
        return shown


class Address(models.Model):
    """Where an account wants things sent to, kept under a word of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses")
    label = models.CharField(
        max_length=60, blank=True, validators=[one_line], help_text="Such as Home, or Office."
    )
    name = models.CharField(max_length=120, validators=[one_line])
    line1 = models.CharField(max_length=200, validators=[one_line])
    line2 = models.CharField(max_length=200, blank=True, validators=[one_line])
    city = models.CharField(max_length=120, validators=[one_line])
    region = models.CharField(max_length=120, blank=True, validators=[one_line])
    postal_code = models.CharField(
        max_length=20, blank=True, validators=[one_line], help_text="Empty where a country has none."
    )
    country = models.CharField(
        max_length=2, validators=[known_country], help_text="ISO 3166-1's two letters."
    )
    is_default = models.BooleanField(default=False, help_text="The one that is offered first; one at most.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "addresses"
        ordering = ["-is_default", "-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_default=True), name="address_default_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Address {self.pk}"

    @property
    def lines(self) -> dict[str, str]:
        """Give it as orders keep it."""
        return {name: getattr(self, name) for name in LINES}
