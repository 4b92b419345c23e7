from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from nexus.commerce.catalog.models import Product, Variant
from nexus.commerce.orders.models.orders import money_column
from nexus.commerce.orders.models.parts import OrderPart
from nexus.kernel.kit.ids import new_id


class OrderLine(models.Model):
    """So many of one variant, as it was called and at the price that it had when it was ordered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part = models.ForeignKey(OrderPart, on_delete=models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(
        Variant,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text="None once it was taken off.",
    )
    name = models.CharField(max_length=200)
    sku = models.CharField("SKU", max_length=64, blank=True)
    options = models.JSONField(default=dict)
    unit_price = money_column()
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    subtotal = money_column(help_text="The unit price times the quantity.")
    discount = money_column(default=0)
    discount_by_site = money_column(default=0, help_text="How much of the discount is the site's own cost.")
    tax_name = models.CharField(max_length=60, blank=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0, help_text="Percent.")
    tax_is_included = models.BooleanField(default=True)
    tax = money_column(default=0)
    total = money_column(help_text="What the customer pays for it: less the discount, with the tax.")
    commission_rate = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, help_text="Percent; frozen when it was ordered."
    )
    shipped_quantity = models.PositiveIntegerField(default=0)
    returned_quantity = models.PositiveIntegerField(default=0)
    cancelled_quantity = models.PositiveIntegerField(
        default=0, help_text="Refunded before it was shipped: it is not sent any more."
    )
    refunded_quantity = models.PositiveIntegerField(default=0)
    refunded_total = money_column(default=0)

    class Meta:
        ordering = ["part", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="order_line_of_something"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__lte=F("quantity") - F("cancelled_quantity"))
                & Q(returned_quantity__lte=F("shipped_quantity"))
                & Q(refunded_quantity__lte=F("quantity")),
                name="order_line_quantities_in_order",
            ),
            models.CheckConstraint(
                condition=Q(refunded_total__lte=F("total")), name="order_line_refunded_at_most_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.name}"
