from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.inventory.events import WarehouseChanged, WarehouseOpened
from nexus.commerce.inventory.models import StockItem, Warehouse
from nexus.commerce.stores.actions import expect_seller, open_store
from nexus.kernel.access import require
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

MOST_WAREHOUSES = 100


class WarehouseFields(TypedDict, total=False):
    """What a seller says of a warehouse."""

    name: str
    country: str
    priority: int
    is_active: bool


@transaction.atomic
def open_warehouse(actor: Actor, fields: WarehouseFields, *, seller_id: UUID | None = None) -> Warehouse:
    """Open a further warehouse of one's store, or of the one that is named."""
    require(actor, "inventory.look_for_stock")
    warehouse = Warehouse(**fields)
    warehouse.seller_id = seller_id or actor.id  # type: ignore[assignment]  # whoever signs in has an id
    require(actor, "inventory.open_warehouse", warehouse)
    expect_seller(warehouse.seller_id)
    open_store(warehouse.seller_id)
    _expect_few(warehouse.seller_id)
    _save(warehouse)
    publish(WarehouseOpened(warehouse.pk, warehouse.seller_id), actor=actor)
    return warehouse


@transaction.atomic
def change_warehouse(actor: Actor, warehouse_id: UUID, fields: WarehouseFields) -> Warehouse:
    """Rename a warehouse, put it elsewhere in line, close it to new orders or open it to them again.

    What is held there stays held and is shipped from there; a seller keeps one warehouse open at least.
    """
    require(actor, "inventory.look_for_stock")
    found = Warehouse.objects.visible_to(actor).filter(pk=warehouse_id).values_list("seller_id", flat=True)
    if (seller_id := found.first()) is None:
        raise NotFound
    # All of the seller's, so that two closings don't each rely on the other's staying open.
    line = Warehouse.objects.filter(seller=seller_id).order_by("id").select_for_update()
    all_of_them = {warehouse.pk: warehouse for warehouse in line}
    warehouse = all_of_them[warehouse_id]
    require(actor, "inventory.change_warehouse", warehouse)
    if fields.get("is_active", warehouse.is_active) != warehouse.is_active:
        _open_or_close(warehouse, all_of_them)
    for name, value in fields.items():
        setattr(warehouse, name, value)
    _save(warehouse)
    publish(WarehouseChanged(warehouse.pk, warehouse.seller_id), actor=actor)
    bump("catalog")
    return warehouse


def _open_or_close(warehouse: Warehouse, all_of_them: dict[UUID, Warehouse]) -> None:
    others = [other for other in all_of_them.values() if other != warehouse]
    if warehouse.is_active and not any(other.is_active for other in others):
        raise Unprocessable("This is the last warehouse that orders are served from: open another one first.")
    # What it holds counts, or ceases to: nobody may change it while that is summed up.
    list(StockItem.objects.locked(warehouse=warehouse).values_list("pk"))


def _expect_few(seller_id: UUID) -> None:
    if Warehouse.objects.filter(seller=seller_id).count() >= MOST_WAREHOUSES:
        raise Unprocessable(f"A store has at most {MOST_WAREHOUSES} warehouses.")


def _save(warehouse: Warehouse) -> None:
    warehouse.full_clean(exclude={"seller"}, validate_unique=False, validate_constraints=False)
    with constraints_of(Warehouse):
        warehouse.save()
