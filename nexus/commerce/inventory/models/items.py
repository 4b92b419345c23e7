from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from nexus.commerce.inventory.models.statements import SET, Changed, Line, run
from nexus.commerce.inventory.models.warehouses import Warehouse
from nexus.commerce.stores.models import StoreRole, sellers_run_by
from nexus.kernel.kit.actor import Actor

_FREE = F("on_hand") - F("reserved")


class StockFilters(TypedDict, total=False):
    """What a list of stock can be narrowed to; None leaves it as it is."""

    variant: UUID | None
    warehouse: UUID | None
    seller: UUID | None
    below: int | None
    is_held: bool | None
    is_low: bool | None


class StockItemQuerySet(models.QuerySet["StockItem"]):
    """What lies where, as lists and actions want it."""

    def visible_to(self, actor: Actor) -> StockItemQuerySet:
        """Keep what lies in warehouses of stores that the actor manages; everything as an administrator."""
        if actor.is_admin:
            return self
        return self.filter(warehouse__seller__in=sellers_run_by(actor, StoreRole.MANAGER))

    def narrowed(self, **to: Unpack[StockFilters]) -> StockItemQuerySet:
        """Keep what fits all of the filters that are given."""
        conditions = (_CONDITIONS[name](value) for name, value in to.items() if value is not None)
        return self.filter(*conditions)

    def offered(self) -> StockItemQuerySet:
        """Leave out what is left of variants that are offered no longer."""
        return self.filter(variant_id__isnull=False)

    def locked(self, **which: Any) -> StockItemQuerySet:
        """Keep these, and lock them in the order in which everyone does: by their id."""
        return self.filter(**which).order_by("id").select_for_update(of=("self",), no_key=True)

    def set_free(self, seller_id: UUID, quantities: Mapping[UUID, int], line: Line) -> list[Changed]:
        """Make what can be bought of each variant just so much, in one statement; name those that changed.

        More goes to the seller's first warehouse in line; less is taken from one after the other.
        """
        asked = {"seller": seller_id, "variants": [*quantities], "quantities": [*quantities.values()]}
        return [Changed(*row) for row in run(SET, asked, line)]

    def rows(self) -> models.QuerySet[StockItem, Any]:
        """Give plain rows with what the API shows of a stock."""
        low = Case(When(_is_low(), then=True), default=False)
        rows: models.QuerySet[StockItem, Any] = self.annotate(available=_FREE, is_low=low).values(
            "id",
            "variant_id",
            "warehouse_id",
            "warehouse__name",
            "on_hand",
            "reserved",
            "available",
            "low_stock_threshold",
            "is_low",
        )
        return rows


class StockItem(models.Model):
    """How many of a variant lie in one warehouse, and how many of them are held for orders."""

    id = models.BigAutoField(primary_key=True)
    variant_id = models.UUIDField(
        null=True,
        help_text="The variant's id; the catalogue, which stands on this room, ties it to the variant. "
        "None: it is offered no longer.",
    )
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="stock_items")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    low_stock_threshold = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="From how many pieces left downwards it is low; none: as the site has it.",
    )

    objects = StockItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "warehouse"],
                name="stock_item_once_per_warehouse",
                violation_error_message="This lies there already: adjust it.",
            ),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="stock_item_reserved_not_negative"),
            models.CheckConstraint(condition=Q(on_hand__gte=F("reserved")), name="stock_item_never_oversold"),
            models.CheckConstraint(
                condition=Q(variant_id__isnull=False) | Q(reserved=0),
                name="stock_item_held_is_offered",
                violation_error_message="Some of it is held for orders: ship or cancel them first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} on hand, {self.reserved} held"

    @property
    def unheld(self) -> int:
        """Count what is held by nobody."""
        return self.on_hand - self.reserved

    @property
    def low_from(self) -> int:
        """Tell from how many pieces left downwards it is low."""
        own, sites = self.low_stock_threshold, settings.NEXUS_LOW_STOCK
        return int(sites if own is None else own)

    @property
    def runs_low(self) -> bool:
        """Tell whether it is time to add to it."""
        return self.unheld <= self.low_from


def _is_low() -> Q:
    return Q(on_hand__lte=F("reserved") + Coalesce(F("low_stock_threshold"), Value(settings.NEXUS_LOW_STOCK)))


_CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "variant": lambda variant_id: Q(variant_id=variant_id),
    "warehouse": lambda warehouse_id: Q(warehouse=warehouse_id),
    "seller": lambda seller_id: Q(warehouse__seller=seller_id),
    # By no index of its own: each hold changes `reserved`, and would then write to every index of the row.
    "below": lambda quantity: Q(on_hand__lt=F("reserved") + quantity),
    "is_low": lambda is_low: _is_low() if is_low else ~_is_low(),
    "is_held": lambda is_held: Q(reserved__gt=0) if is_held else Q(reserved=0),
}
