from __future__ import annotations

from decimal import Decimal
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.commerce.cart.models.carts import Cart
from nexus.commerce.catalog.models import Variant
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS

MOST_OF_ONE: Final = 999
MOST_LINES: Final = 100


class CartItem(models.Model):
    """A line of a cart, with the price that the customer has seen last."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="items", db_index=False)
    variant = models.ForeignKey(
        Variant,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="None once it was taken off: the line stays, to tell of it.",
    )
    name = models.CharField(max_length=200, help_text="As the product was called when it was put in.")
    quantity = models.PositiveIntegerField()
    seen_price = models.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    seen_currency = models.CharField(max_length=3)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="cart_item_once"),
            models.CheckConstraint(
                condition=Q(quantity__range=(1, MOST_OF_ONE)), name="cart_item_quantity_in_limits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.name}"

    @property
    def seen(self) -> tuple[Decimal, str]:
        """Give the price and the currency that its customer has seen last."""
        return self.seen_price, self.seen_currency
