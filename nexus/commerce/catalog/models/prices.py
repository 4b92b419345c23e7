from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, TextField
from django.db.models.functions import Cast, JSONObject

from nexus.commerce.catalog.models.fields import ABOVE_ZERO, above_zero, compare_at_is_sound, whole_coins
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS

_PRICE: dict[str, Any] = {
    "max_digits": MAX_DIGITS,
    "decimal_places": DECIMAL_PLACES,
    "validators": [above_zero],
}


class VariantPrice(models.Model):
    """What a variant costs in a further currency: said by its seller, never reckoned from a rate."""

    id = models.BigAutoField(primary_key=True)
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.CASCADE, related_name="prices", db_index=False
    )
    currency = models.CharField(max_length=3, validators=[known_currency], help_text="ISO 4217.")
    price = models.DecimalField(**_PRICE)
    compare_at_price = models.DecimalField(null=True, blank=True, **_PRICE)

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "currency"],
                name="variant_price_once_per_currency",
                violation_error_message="This variant has a price in this currency already.",
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0),
                name="variant_other_price_above_zero",
                violation_error_message=ABOVE_ZERO,
            ),
            models.CheckConstraint(
                condition=compare_at_is_sound(),
                name="variant_other_compare_at_price_above_zero",
                violation_error_message="A compare-at price is greater than 0, or not there.",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"),
                name="variant_price_currency_is_a_code",
                violation_error_message="Give the currency as its ISO 4217 code, such as EUR.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.price} {self.currency}"

    def clean(self) -> None:
        """Refuse coins that the currency doesn't have."""
        whole_coins(self.price, self.compare_at_price, self.currency)


def other_prices() -> ArraySubquery:
    """Give a variant's prices in further currencies, as a column of its row: amounts are text in JSON."""
    amounts = {name: Cast(name, TextField()) for name in ("price", "compare_at_price")}
    of_it = VariantPrice.objects.filter(variant=OuterRef("pk")).order_by("currency")
    return ArraySubquery(of_it.values(said=JSONObject(currency="currency", **amounts)))
