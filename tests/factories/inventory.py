from collections.abc import Collection
from typing import Any
from uuid import UUID

import factory
from django.db.models import F, Sum

from nexus.commerce.inventory.models import MovementKind, StockItem, StockMovement, Warehouse
from tests.factories.accounts import UserFactory


class WarehouseFactory(factory.django.DjangoModelFactory):
    seller = factory.SubFactory(UserFactory, seller=True)
    name = factory.Sequence(lambda n: f"Warehouse {n}")

    class Meta:
        model = Warehouse


class StockItemFactory(factory.django.DjangoModelFactory):
    """So many of a variant in a warehouse, with the line of the history that says so."""

    warehouse = factory.SubFactory(WarehouseFactory)
    on_hand = 5

    class Meta:
        model = StockItem

    @classmethod
    def _create(cls, model_class: type[StockItem], *args: Any, **kwargs: Any) -> StockItem:
        item: StockItem = super()._create(model_class, *args, **kwargs)
        if item.on_hand:
            StockMovement.objects.create(
                stock_item=item, kind=MovementKind.OPENED, on_hand_change=item.on_hand
            )
        return item


def free_of(variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """Count what can be bought now of each of these variants: in active warehouses, held by nobody."""
    items = StockItem.objects.filter(variant_id__in=variant_ids, warehouse__is_active=True).order_by()
    free = items.values_list("variant_id").annotate(free=Sum(F("on_hand") - F("reserved")))
    return dict.fromkeys(variant_ids, 0) | dict(free)


def doubted() -> list[StockItem]:
    """Find the stock whose history or holds don't add up to what is there: there is none."""
    items = StockItem.objects.prefetch_related("movements", "holds")
    return [item for item in items if _told(item) != (item.on_hand, item.reserved, item.reserved)]


def _told(item: StockItem) -> tuple[int, int, int]:
    movements = item.movements.all()
    return (
        sum(movement.on_hand_change for movement in movements),
        sum(movement.reserved_change for movement in movements),
        sum(hold.quantity for hold in item.holds.all()),
    )
