from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import models

from nexus.kernel.kit.ids import new_id
from nexus.kernel.uploads.fields import FileNameField

FILE_NAME_LENGTH = 100
URL_LENGTH = 2_000


class ProductImageQuerySet(models.QuerySet["ProductImage"]):
    """Pictures, as a product's page wants them."""

    def of(self, product_id: UUID) -> ProductImageQuerySet:
        """Keep a product's own, in their order."""
        return self.filter(product=product_id).order_by("position", "id")

    def of_each(self, product_ids: Collection[UUID]) -> ProductImageQuerySet:
        """Keep those of several products, each product's own in their order."""
        return self.filter(product__in=product_ids).order_by("product", "position", "id")

    def rows(self) -> models.QuerySet[ProductImage, Any]:
        """Give plain rows with what the API shows of a picture."""
        return self.values(
            "id", "product_id", "position", "alt", "thumb", "card", "full", "width", "height", "source_url"
        )


class ProductImage(models.Model):
    """A picture of a product: the names of its three sizes in the storage, or an address not yet fetched."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="images", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True, help_text="What one sees, for those who don't.")
    thumb = FileNameField(max_length=FILE_NAME_LENGTH, blank=True)
    card = FileNameField(max_length=FILE_NAME_LENGTH, blank=True)
    full = FileNameField(max_length=FILE_NAME_LENGTH, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True, help_text="Of the full size, in pixels.")
    height = models.PositiveIntegerField(null=True, blank=True)
    source_url = models.URLField(
        max_length=URL_LENGTH, blank=True, help_text="Where an import says that the picture is."
    )

    objects = ProductImageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["product", "position", "id"], name="image_of_product")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(full="") | ~models.Q(source_url=""),
                name="image_has_file_or_source",
                violation_error_message="A picture has its files, or the address they are to come from.",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.full or self.source_url
