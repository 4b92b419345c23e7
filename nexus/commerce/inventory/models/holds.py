from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Min, Q
from django.utils import timezone

from nexus.commerce.inventory.models.items import StockItem
from nexus.commerce.inventory.models.statements import (
    HOLD,
    RELEASE,
    RELEASE_ALL,
    SHIP,
    TAKE_BACK,
    Granted,
    Line,
    Missing,
    run,
)


class HoldQuerySet(models.QuerySet["Hold"]):
    """What is held for orders."""

    def of(self, order_id: UUID) -> HoldQuerySet:
        """Keep what is still held for an order."""
        return self.filter(reference=order_id, quantity__gt=0)

    def expired(self, limit: int) -> list[UUID]:
        """Name orders whose holds ran out, the oldest first."""
        over = self.filter(expires_at__lt=timezone.now(), quantity__gt=0).order_by()
        oldest = over.values("reference").annotate(since=Min("expires_at")).order_by("since", "reference")
        return list(oldest.values_list("reference", flat=True)[:limit])

    def take(
        self, order_id: UUID, quantities: Mapping[UUID, int], until: datetime | None, line: Line
    ) -> list[Granted]:
        """Hold all of these or, where one is short, none of them: one statement for an order of any size.

        Each variant comes from the first active warehouse in line that has all of it, else from one after
        the other.
        """
        asked = {"variants": [*quantities], "quantities": [*quantities.values()], "until": until}
        return [Granted(*row) for row in run(HOLD, {"order": order_id, **asked}, line)]

    def give_up(self, order_id: UUID, quantities: Mapping[UUID, int] | None, line: Line) -> list[Missing]:
        """Give back some of what is held, or all of it; nothing where one isn't held to that extent."""
        if quantities is None:
            return _moved(RELEASE_ALL, order_id, {}, line)
        return _moved(RELEASE, order_id, quantities, line)

    def ship(self, order_id: UUID, quantities: Mapping[UUID, int], line: Line) -> list[Missing]:
        """Let what is held leave the house; nothing where one isn't held to that extent."""
        return _moved(SHIP, order_id, quantities, line)

    def take_back(self, order_id: UUID, quantities: Mapping[UUID, int], line: Line) -> list[Missing]:
        """Put what was shipped back where it came from; nothing where one wasn't shipped to that extent."""
        return _moved(TAKE_BACK, order_id, quantities, line)


class Hold(models.Model):
    """Things that are held for an order: until a time while it isn't paid, then until they are shipped."""

    id = models.BigAutoField(primary_key=True)
    reference = models.UUIDField(help_text="The order that they are held for.")
    stock_item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="holds")
    quantity = models.PositiveIntegerField(help_text="What is still held; shipped or given back, it shrinks.")
    shipped = models.PositiveIntegerField(default=0, help_text="What of it was shipped and not returned.")
    expires_at = models.DateTimeField(null=True, help_text="None: firm, because it was paid.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["reference", "stock_item"], name="hold_once_per_order_and_item"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="hold_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(expires_at__isnull=False) & Q(quantity__gt=0),
                name="hold_by_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.reference}"


def _moved(statement: str, order_id: UUID, quantities: Mapping[UUID, int], line: Line) -> list[Missing]:
    asked = {"variants": [*quantities], "quantities": [*quantities.values()]}
    return [Missing(*row) for row in run(statement, {"order": order_id, **asked}, line)]
