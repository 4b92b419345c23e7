from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Concat

from nexus.commerce.catalog.models import buying
from nexus.commerce.catalog.models.buying import ToBuy
from nexus.commerce.catalog.models.fields import (
    ABOVE_ZERO,
    MOST_GRAMS,
    MOST_STOCK,
    SKU_LENGTH,
    above_zero,
    compare_at_is_sound,
    known_options,
)
from nexus.commerce.catalog.models.prices import other_prices
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS
from nexus.kernel.kit.texts import one_line


class VariantQuerySet(models.QuerySet["Variant"]):
    """Variants, as a product's page wants them."""

    def of(self, product_id: UUID) -> VariantQuerySet:
        """Keep a product's own, in their order."""
        return self.filter(product=product_id).order_by("position", "id")

    def of_each(self, product_ids: Collection[UUID]) -> VariantQuerySet:
        """Keep those of several products, each product's own in their order."""
        return self.filter(product__in=product_ids).order_by("product", "position", "id")

    def rows(self) -> models.QuerySet[Variant, Any]:
        """Give plain rows with what the API shows of a variant."""
        return self.values(
            "id",
            "product_id",
            "options",
            "sku",
            "price",
            "compare_at_price",
            "stock",
            "position",
            "weight_grams",
            further_prices=other_prices(),
        )

    def to_buy(self, variant_ids: Collection[UUID]) -> dict[UUID, ToBuy]:
        """Give what carts and orders need of these variants, in one SELECT; what isn't there is missing."""
        return buying.to_buy(variant_ids)

    def resolve(self, asked: Sequence[tuple[UUID, UUID | None]]) -> list[UUID]:
        """Name the variant that is meant by each product and, where there are several, variant.

        One SELECT. Unprocessable says by line which is not on sale, and between which one must choose.
        """
        return buying.resolve(asked)


class Variant(models.Model):
    """What one buys: a product in one size, one colour; a product without options has exactly one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="variants", db_index=False
    )
    options = models.JSONField(
        default=dict, blank=True, validators=[known_options], help_text='Such as {"Size": "M"}.'
    )
    sku = models.CharField("SKU", max_length=SKU_LENGTH, blank=True, validators=[one_line])
    price = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, validators=[above_zero])
    compare_at_price = models.DecimalField(
        max_digits=MAX_DIGITS,
        decimal_places=DECIMAL_PLACES,
        null=True,
        blank=True,
        validators=[above_zero],
        help_text="The former price, shown struck through.",
    )
    stock = models.IntegerField(
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_STOCK)],
        help_text="What can be bought now. Inventory counts it: what else is written here is passed over.",
    )
    weight_grams = models.PositiveIntegerField(
        default=0, validators=[MaxValueValidator(MOST_GRAMS)], help_text="As it is sent, in grams."
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = VariantQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["product"], include=["stock"], name="variant_stock_of_product")]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gt=0), name="variant_price_above_zero", violation_error_message=ABOVE_ZERO
            ),
            models.CheckConstraint(
                condition=compare_at_is_sound(),
                name="variant_compare_at_price_above_zero",
                violation_error_message="A compare-at price is greater than 0, or not there.",
            ),
            models.CheckConstraint(
                condition=Q(stock__gte=0),
                name="variant_stock_not_negative",
                violation_error_message="A stock can't be less than nothing.",
            ),
            models.UniqueConstraint(
                fields=["product", "options"],
                name="variant_options_once_per_product",
                violation_error_message="This product has a variant with these options already.",
            ),
            models.UniqueConstraint(
                fields=["product", "sku"],
                condition=~Q(sku=""),
                name="variant_sku_once_per_product",
                violation_error_message="This product has a variant with this SKU already.",
            ),
        ]

    def __str__(self) -> str:
        return " / ".join(str(value) for value in self.options.values()) or "the only one"


def name_of_variant(column: str) -> models.Subquery:
    """Give what people call the variant that a column names: its product's name, and its SKU if any."""
    with_sku = Case(When(sku="", then=Value("")), default=Concat(Value(" · "), "sku"))
    named = Concat("product__name", with_sku, output_field=models.CharField())
    return models.Subquery(Variant.objects.filter(pk=models.OuterRef(column)).order_by().values_list(named))
