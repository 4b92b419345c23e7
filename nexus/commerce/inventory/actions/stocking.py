from collections.abc import Collection, Mapping
from typing import NotRequired, TypedDict
from uuid import UUID

from django.db import transaction
from django.db.models import F

from nexus.commerce.inventory.events import StockAdjusted, StockLow
from nexus.commerce.inventory.models import MovementKind, StockItem, StockMovement, Warehouse
from nexus.commerce.inventory.models.statements import Line
from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import Actor

# In as many warehouses as a store can have, it fits the column that sums it up: were that full, nothing that
# is held could be given back, and so no order be cancelled.
MOST_STOCK = 10_000_000


class Adjustment(TypedDict):
    """What someone found: so many more or fewer, or so many in all; and why."""

    change: NotRequired[int]
    on_hand: NotRequired[int]
    reason: str


class StockFields(TypedDict, total=False):
    """What a seller says of a stock item."""

    low_stock_threshold: int | None


def set_stock(  # noqa: PLR0913 (what, of whom, how many, and what the history says of it)
    actor: Actor,
    seller_id: UUID,
    variant_id: UUID,
    quantity: int,
    *,
    kind: MovementKind = MovementKind.ADJUSTED,
    reason: str = "",
) -> None:
    """Say how many of a variant can be bought now; what is held for orders stays held."""
    set_stocks(actor, seller_id, {variant_id: quantity}, kind=kind, reason=reason)


@transaction.atomic(savepoint=False)
def set_stocks(
    actor: Actor,
    seller_id: UUID,
    quantities: Mapping[UUID, int],
    *,
    kind: MovementKind = MovementKind.ADJUSTED,
    reason: str = "",
) -> None:
    """Say how many of each of a seller's variants can be bought now.

    New variants may have theirs before they are written: their stock then is there from the beginning.
    """
    if not quantities:
        return
    require(actor, "inventory.change_stock", Warehouse.objects.default_of(seller_id))
    changed = StockItem.objects.set_free(seller_id, quantities, Line(kind, actor.id, reason))
    told: list[Fact] = [StockLow(row.variant_id, item_id) for row in changed for item_id in row.low or ()]
    if kind == MovementKind.ADJUSTED:
        told += [StockAdjusted(row.variant_id) for row in changed]
    if told:
        publish(*told, actor=actor)
    bump("catalog")


@transaction.atomic
def adjust_stock(actor: Actor, stock_item_id: int, adjustment: Adjustment) -> None:
    """Correct what lies in one warehouse, and say why; below what is held for orders it can't fall."""
    item = _to_change(actor, stock_item_id)
    change = adjustment["change"] if "change" in adjustment else adjustment["on_hand"] - item.on_hand
    _expect_room(item, change)
    if change:
        _write(actor, item, change, adjustment["reason"])


@transaction.atomic
def change_stock(actor: Actor, stock_item_id: int, fields: StockFields) -> None:
    """Say from how many pieces left downwards a stock is low; one that is so by that is told at once."""
    item = _to_change(actor, stock_item_id)
    was_low = item.runs_low
    item.low_stock_threshold = fields.get("low_stock_threshold", item.low_stock_threshold)
    item.save(update_fields=["low_stock_threshold"])
    if item.runs_low and not was_low and item.variant_id is not None:
        publish(StockLow(item.variant_id, item.pk), actor=actor)


@transaction.atomic
def stock_up(actor: Actor, warehouse_id: UUID, variant_id: UUID, on_hand: int, reason: str) -> StockItem:
    """Keep a variant in one more of its seller's warehouses; where it lies already, that is a Conflict."""
    require(actor, "inventory.look_for_stock")
    warehouse = Warehouse.objects.visible_to(actor).get(pk=warehouse_id)
    require(actor, "inventory.change_stock", warehouse)
    # Every variant lies in some warehouse of its seller, though there be none of it.
    if not StockItem.objects.narrowed(variant=variant_id, seller=warehouse.seller_id).exists():
        raise Unprocessable("The warehouse's seller offers no such variant.")
    item = StockItem(variant_id=variant_id, warehouse=warehouse)
    with constraints_of(StockItem):
        item.save()
    if on_hand:
        _write(actor, item, on_hand, reason)
    return item


def let_go(variant_ids: Collection[UUID]) -> None:
    """Part with variants that are offered no longer: history stays; Unprocessable while some is held."""
    items = list(StockItem.objects.locked(variant_id__in=variant_ids))
    if any(item.reserved for item in items):
        raise Unprocessable("Some of it is held for orders: ship or cancel them first.")
    StockItem.objects.filter(pk__in=[item.pk for item in items]).update(variant_id=None)


def _to_change(actor: Actor, stock_item_id: int) -> StockItem:
    require(actor, "inventory.look_for_stock")
    visible = StockItem.objects.visible_to(actor).offered().select_related("warehouse")
    item = visible.locked(pk=stock_item_id).get()
    require(actor, "inventory.change_stock", item.warehouse)
    return item


def _expect_room(item: StockItem, change: int) -> None:
    on_hand = item.on_hand + change
    if on_hand < item.reserved:
        raise Unprocessable(
            f"There are {item.on_hand} on hand and {item.reserved} of them held for orders: "
            f"{item.on_hand - item.reserved} can be taken off at most."
        )
    if on_hand > MOST_STOCK:
        raise Unprocessable(f"A warehouse holds {MOST_STOCK} of a variant at most.")


def _write(actor: Actor, item: StockItem, change: int, reason: str) -> None:
    with constraints_of(StockItem):
        StockItem.objects.filter(pk=item.pk).update(on_hand=F("on_hand") + change)
    StockMovement.objects.create(
        stock_item=item,
        kind=MovementKind.ADJUSTED,
        on_hand_change=change,
        reason=reason,
        actor_id=actor.id,
    )
    if item.variant_id is not None:
        publish(StockAdjusted(item.variant_id), actor=actor)
        if item.unheld > item.low_from >= item.unheld + change:
            publish(StockLow(item.variant_id, item.pk), actor=actor)
    bump("catalog")
