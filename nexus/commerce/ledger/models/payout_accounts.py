from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils import timezone

from nexus.commerce.stores.models import Store
from nexus.kernel.database.encrypted import EncryptedTextField


class PayoutAccountQuerySet(models.QuerySet["PayoutAccount"]):
    """Where sellers are paid to."""

    def replace(self, store_id: UUID, **said: str) -> PayoutAccount:
        """Write where a store is paid to from now on."""
        account, _ = self.update_or_create(store_id=store_id, defaults={**said, "changed_at": timezone.now()})
        return account


class PayoutAccount(models.Model):
    """The bank account that a store is paid to; its number and its holder are encrypted."""

    store = models.OneToOneField(
        Store, on_delete=models.PROTECT, primary_key=True, related_name="payout_account"
    )
    holder = EncryptedTextField(max_length=70)
    iban = EncryptedTextField(max_length=34)
    bic = models.CharField(max_length=11, blank=True)
    country = models.CharField(max_length=2, help_text="What the number begins with.")
    ending = models.CharField(max_length=4, help_text="What the number ends with.")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PayoutAccountQuerySet.as_manager()

    class Meta:
        ordering = ["store"]

    def __str__(self) -> str:
        return masked(self.country, self.ending)


def masked(country: str, ending: str) -> str:
    """Write an account's number so that its owner knows it again, and nobody else learns it."""
    return f"{country}•• •••• {ending}"
