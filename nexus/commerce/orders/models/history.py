from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from nexus.commerce.orders.models.orders import Order
from nexus.commerce.orders.models.parts import OrderPart
from nexus.commerce.orders.models.states import OrderStatus


class OrderStepQuerySet(models.QuerySet["OrderStep"]):
    """Lines of histories."""

    def of(self, *order_ids: UUID) -> OrderStepQuerySet:
        """Keep the histories of these orders and their parts, from their beginning."""
        return self.filter(order__in=order_ids).order_by("id")

    def rows(self) -> models.QuerySet[OrderStep, Any]:
        """Give plain rows with what the API shows of a history."""
        return self.values(
            "id",
            "order_id",
            "part_id",
            "before",
            "after",
            "happened_at",
            "actor_id",
            "actor__username",
            "reason",
        )


class OrderStep(models.Model):
    """One line of an order's history: who took it, or a part of it, from where to where, when and why."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="steps")
    part = models.ForeignKey(
        OrderPart,
        on_delete=models.PROTECT,
        null=True,
        related_name="steps",
        help_text="None: the whole order.",
    )
    before = models.CharField(max_length=15, choices=OrderStatus.choices, blank=True)
    after = models.CharField(max_length=15, choices=OrderStatus.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="None: Nexus itself.",
    )
    reason = models.CharField(max_length=500, blank=True)
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrderStepQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.before or 'new'} → {self.after}"
