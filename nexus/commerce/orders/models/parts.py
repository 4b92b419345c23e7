from __future__ import annotations

from collections.abc import Collection
from typing import Any, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.commerce.orders.models.orders import Order, money_column
from nexus.commerce.orders.models.rows import SALES
from nexus.commerce.orders.models.states import OrderStatus, StatusFilter
from nexus.commerce.shipping.models import ShippingMethod
from nexus.commerce.stores.models import Store, StoreRole
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor, Role
from nexus.kernel.kit.ids import new_id

_SOLD = Q(paid_at__isnull=False)


class PartQuerySet(models.QuerySet["OrderPart"]):
    """Parts of orders, as their sellers want them."""

    def sold_by(self, seller_ids: Collection[UUID]) -> PartQuerySet:
        """Keep what these sellers sold: an order that isn't paid is no sale yet."""
        return self.filter(seller__in=seller_ids, paid_at__isnull=False)

    def visible_to(self, actor: Actor) -> PartQuerySet:
        """Keep the sales of the stores that the actor runs or works for; every part as an administrator."""
        if actor.is_admin:
            return self
        return self.sold_by(sellers_of(actor))

    def narrowed(self, **to: Unpack[StatusFilter]) -> PartQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def sales(self) -> models.QuerySet[OrderPart, Any]:
        """Give plain rows with what a seller sees of a sale, its lines in them."""
        return SALES.of(self)


def sellers_of(actor: Actor, *roles: StoreRole) -> list[UUID]:
    """List whom the actor sells for: itself, where it is or was a seller, and the stores it works for.

    roles: only the stores where it is a member in one of these.
    """
    # Read apart from what it narrows: an index gives the sales of known sellers in order.
    found = {*Store.objects.run_by(actor, *roles).values_list("pk", flat=True)}
    if actor.id is not None and actor.has(Role.SELLER):
        found.add(actor.id)
    return sorted(found)


class OrderPart(models.Model):
    """One seller's part of an order: shipped, refunded and paid out by itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parts", db_index=False)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sales", db_index=False
    )
    status = models.CharField(max_length=15, choices=OrderStatus.choices, default=OrderStatus.PENDING_PAYMENT)
    items_total = money_column()
    discount_total = money_column(default=0)
    discount_by_site = money_column(default=0, help_text="How much of the discount is the site's own cost.")
    shipping_total = money_column(default=0)
    shipping_discount = money_column(
        default=0, help_text="The discount on its shipping, within discount_total."
    )
    tax_total = money_column(default=0)
    shipping_tax = money_column(default=0, help_text="The tax on its shipping, within tax_total.")
    total = money_column()
    shipping_method = models.ForeignKey(
        ShippingMethod, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    shipping_name = models.CharField(max_length=120, blank=True)
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    paid_at = models.DateTimeField(null=True, editable=False, help_text="Since when it is a sale.")

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "seller"], name="order_part_once_per_seller"),
            models.CheckConstraint(condition=Q(total__gte=0), name="order_part_total_not_negative"),
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values), name="order_part_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "paid_at", "id"], condition=_SOLD, name="sale_of_seller_by_age"),
            models.Index(
                fields=["seller", "status", "paid_at", "id"],
                condition=_SOLD,
                name="sale_of_seller_by_status",
            ),
        ]

    def __str__(self) -> str:
        store = getattr(self.seller, "store", None)
        return f"{self.order} of {store or self.seller}"
