import strawberry
from strawberry import UNSET

from nexus.commerce.inventory.actions import (
    adjust_stock,
    change_stock,
    change_warehouse,
    open_warehouse,
    stock_up,
)
from nexus.commerce.inventory.graphql.inputs import (
    StockAdjustmentInput,
    StockChanges,
    StockFilter,
    StockInput,
    WarehouseChanges,
    WarehouseFilter,
    WarehouseInput,
)
from nexus.commerce.inventory.graphql.types import (
    Stock,
    StockMovement,
    Warehouse,
)
from nexus.commerce.inventory.models import (
    StockItem,
    StockMovement as MovementModel,
    Warehouse as WarehouseModel,
)
from nexus.commerce.inventory.rest import serializers
from nexus.commerce.inventory.rest.shapes import (
    MovementShape,
    StockQuery,
    StockShape,
    WarehouseQuery,
    WarehouseShape,
)
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing, each
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What a seller may ask of the stock."""

    @listed(Warehouse)
    def warehouses(self, info: Info, filter: WarehouseFilter | None = UNSET) -> Listing[WarehouseShape]:
        """List the warehouses of the stores that one runs, in the order in which orders ask them."""
        require(info.context.actor, "inventory.look_for_stock")
        query = read_narrowing(WarehouseQuery, filter)
        rows = WarehouseModel.objects.visible_to(info.context.actor).narrowed(**query.filters).rows()
        return Listing(rows, ("priority", "id"), each(WarehouseShape.of))

    @shown_as(Warehouse | None)
    def warehouse(self, info: Info, id: strawberry.ID) -> WarehouseShape:
        """Show a warehouse of a store that one runs."""
        require(info.context.actor, "inventory.look_for_stock")
        visible = WarehouseModel.objects.visible_to(info.context.actor)
        return WarehouseShape.of(visible.rows().get(pk=uuid_of(id)))

    @listed(Stock)
    def stock(self, info: Info, filter: StockFilter | None = UNSET) -> Listing[StockShape]:
        """List what lies in the warehouses of the stores that one runs."""
        require(info.context.actor, "inventory.look_for_stock")
        query = read_narrowing(StockQuery, filter)
        visible = StockItem.objects.visible_to(info.context.actor).offered()
        return Listing(visible.narrowed(**query.filters).rows(), ("id",), each(StockShape.of))

    @shown_as(Stock | None)
    def stock_item(self, info: Info, id: strawberry.ID) -> StockShape:
        """Show what lies of one variant in one warehouse."""
        require(info.context.actor, "inventory.look_for_stock")
        visible = StockItem.objects.visible_to(info.context.actor).offered()
        return StockShape.of(visible.rows().get(pk=number_of(id)))

    @listed(StockMovement)
    def stock_movements(self, info: Info, stock: strawberry.ID) -> Listing[MovementShape]:
        """Tell a stock's history, from its latest line back."""
        require(info.context.actor, "inventory.look_for_stock")
        item = StockItem.objects.visible_to(info.context.actor).offered().get(pk=number_of(stock))
        return Listing(MovementModel.objects.of(item.pk).rows(), ("-id",), each(MovementShape.of))


@strawberry.type
class Mutation:
    """What a seller may do with stock."""

    @mutation(Warehouse)
    def open_warehouse(self, info: Info, input: WarehouseInput) -> WarehouseShape:
        """Open a further warehouse."""
        fields = read_input(serializers.WarehouseInput, input)
        warehouse = open_warehouse(info.context.actor, seller_id=fields.pop("seller", None), fields=fields)
        return WarehouseShape.of(WarehouseModel.objects.rows().get(pk=warehouse.pk))

    @mutation(Warehouse)
    def change_warehouse(self, info: Info, id: strawberry.ID, input: WarehouseChanges) -> WarehouseShape:
        """Rename a warehouse, put it elsewhere in line, close it to new orders or open it to them again."""
        fields = read_input(serializers.WarehouseChanges, input, partial=True)
        warehouse = change_warehouse(info.context.actor, uuid_of(id), fields)
        return WarehouseShape.of(WarehouseModel.objects.rows().get(pk=warehouse.pk))

    @mutation(Stock)
    def stock_up(self, info: Info, input: StockInput) -> StockShape:
        """Keep a variant in one more of its seller's warehouses."""
        said = read_input(serializers.StockInput, input)
        item = stock_up(
            info.context.actor, said["warehouse"], said["variant"], said["on_hand"], said["reason"]
        )
        return StockShape.of(StockItem.objects.rows().get(pk=item.pk))

    @mutation(Stock)
    def change_stock(self, info: Info, id: strawberry.ID, input: StockChanges) -> StockShape:
        """Say from how many pieces left downwards it is low."""
        fields = read_input(serializers.StockChanges, input, partial=True)
        change_stock(info.context.actor, number_of(id), fields)
        return StockShape.of(StockItem.objects.rows().get(pk=number_of(id)))

    @mutation(Stock)
    def adjust_stock(self, info: Info, id: strawberry.ID, input: StockAdjustmentInput) -> StockShape:
        """Correct what lies in a warehouse, and say why."""
        adjust_stock(info.context.actor, number_of(id), read_input(serializers.StockAdjustmentInput, input))
        return StockShape.of(StockItem.objects.rows().get(pk=number_of(id)))
