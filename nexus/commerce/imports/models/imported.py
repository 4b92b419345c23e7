from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import models

from nexus.commerce.catalog.models import Product
from nexus.kernel.database.any_of import one_of

KEY_LENGTH = 255


class Known(NamedTuple):
    """A product that a file has named before: which it is, and what the file said of it last."""

    product_id: UUID
    fingerprint: UUID
    status: str


class ImportedProductQuerySet(models.QuerySet["ImportedProduct"]):
    """What files have named, as an import wants it."""

    def known(self, seller_id: UUID, keys: Iterable[str]) -> dict[str, Known]:
        """Give those of these names that a seller's files have used before."""
        rows = self.filter(one_of("key", keys), seller=seller_id)
        return {
            key: Known(product_id, fingerprint, status)
            for key, product_id, fingerprint, status in rows.values_list(
                "key", "product_id", "fingerprint", "product__status"
            )
        }


class ImportedProduct(models.Model):
    """What a seller's files call a product, and what they said of it last: a rerun sees what changed."""

    product = models.OneToOneField(
        Product, on_delete=models.CASCADE, primary_key=True, related_name="imported"
    )
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    key = models.CharField(max_length=KEY_LENGTH, help_text="The handle in the file.")
    fingerprint = models.UUIDField(help_text="The sum of what the file said.")

    objects = ImportedProductQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "key"], name="imported_once_per_seller")]

    def __str__(self) -> str:
        return self.key
