from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone

from nexus.commerce.inventory.models.items import StockItem
from nexus.kernel.kit.texts import one_line

REASON_LENGTH = 200


class MovementKind(models.TextChoices):
    """Why a stock changed."""

    OPENED = "opened", "Opened"
    ADJUSTED = "adjusted", "Adjusted"
    IMPORTED = "imported", "Imported"
    HELD = "held", "Held for an order"
    RELEASED = "released", "Given back"
    SHIPPED = "shipped", "Shipped"
    RETURNED = "returned", "Returned"


class MovementQuerySet(models.QuerySet["StockMovement"]):
    """Lines of histories."""

    def of(self, stock_item_id: int) -> MovementQuerySet:
        """Keep the history of one stock."""
        return self.filter(stock_item=stock_item_id)

    def rows(self) -> models.QuerySet[StockMovement, Any]:
        """Give plain rows with what the API shows of a history."""
        return self.values(
            "id",
            "kind",
            "on_hand_change",
            "reserved_change",
            "reason",
            "reference",
            "actor_id",
            "happened_at",
        )


class StockMovement(models.Model):
    """One line of a stock's history: the sums of its changes are what is on hand and what is held."""

    id = models.BigAutoField(primary_key=True)
    stock_item = models.ForeignKey(
        StockItem, on_delete=models.PROTECT, related_name="movements", db_index=False
    )
    kind = models.CharField(max_length=8, choices=MovementKind.choices)
    on_hand_change = models.IntegerField(default=0)
    reserved_change = models.IntegerField(default=0)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True, validators=[one_line])
    reference = models.UUIDField(null=True, help_text="The order that it was for.")
    actor_id = models.UUIDField(null=True, help_text="Who did it; none for visitors and Nexus itself.")
    happened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MovementQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["stock_item", "id"], name="stock_movement_of_item")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on_hand_change:+d}/{self.reserved_change:+d}"
