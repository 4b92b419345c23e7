from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import models
from django.utils import timezone

from nexus.kernel.accounts.names import EmailAddressField
from nexus.kernel.kit.ids import new_id

# Whoever asked so long ago has asked again, or doesn't wait any more.
KEPT: Final = timedelta(hours=1)


class LinkPurpose(models.TextChoices):
    """What a link in a mail is for."""

    CONFIRM = "confirm", "Confirm an address"
    RESET = "reset", "Set a new password"


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    """Links that were asked for."""

    def take(self, request_id: UUID) -> LinkRequest | None:
        """Take one in hand, and out: it is answered once; None where it has been."""
        found = self.select_for_update(skip_locked=True).filter(pk=request_id).first()
        if found is not None:
            self.filter(pk=request_id).delete()
        return found

    def left_over(self) -> LinkRequestQuerySet:
        """Keep what was never answered."""
        return self.filter(asked_at__lt=timezone.now() - KEPT)


class LinkRequest(models.Model):
    """Somebody asked for a link to be mailed to an address.

    Written down alike for each address, an account's or nobody's, and looked up later in the background: so
    neither the answer nor its time tells whose it is.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=7, choices=LinkPurpose.choices)
    email = EmailAddressField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"
