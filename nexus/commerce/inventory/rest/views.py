from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.inventory.actions import (
    adjust_stock,
    change_stock,
    change_warehouse,
    open_warehouse,
    stock_up,
)
from nexus.commerce.inventory.models import StockItem, StockMovement, Warehouse
from nexus.commerce.inventory.rest.serializers import (
    StockAdjustmentInput,
    StockChanges,
    StockInput,
    WarehouseChanges,
    WarehouseInput,
)
from nexus.commerce.inventory.rest.shapes import (
    MovementQuery,
    MovementShape,
    StockQuery,
    StockShape,
    WarehouseQuery,
    WarehouseShape,
)
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

WHO = "the seller, managers of the store, admin"


class WarehouseView(ApiView):
    """Something about warehouses."""

    def shown(self, warehouse_id: UUID) -> WarehouseShape:
        """Give a warehouse as its seller sees it."""
        return WarehouseShape.of(Warehouse.objects.visible_to(self.actor).rows().get(pk=warehouse_id))


class WarehouseList(WarehouseView):
    """Where one keeps what one sells."""

    @operation(
        "List the warehouses",
        who="signed in",
        answer=WarehouseShape,
        many=True,
        query=WarehouseQuery,
        description="List the warehouses of the stores that one runs, in the order in which orders ask them.",
    )
    def get(self, request: Request) -> Response:
        """List the warehouses of the stores that one runs."""
        require(self.actor, "inventory.look_for_stock")
        query = read_query(request, WarehouseQuery)
        rows = Warehouse.objects.visible_to(self.actor).narrowed(**query.filters).rows()
        return listing(request, rows, query, WarehouseShape.of, ("priority", "id"))

    @operation(
        "Open a warehouse",
        who=WHO,
        answer=WarehouseShape,
        status=201,
        body=WarehouseInput,
        errors=[Conflict, Unprocessable],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Open a further warehouse."""
        fields = self.read_body(WarehouseInput)
        warehouse = open_warehouse(self.actor, seller_id=fields.pop("seller", None), fields=fields)
        return created(self.shown(warehouse.pk), "Warehouse opened")


class WarehouseDetail(WarehouseView):
    """One warehouse."""

    @operation("Show a warehouse", who=WHO, answer=WarehouseShape, errors=[NotFound])
    def get(self, request: Request, warehouse_id: UUID) -> Response:
        """Show a warehouse."""
        require(self.actor, "inventory.look_for_stock")
        return ok(self.shown(warehouse_id))

    @operation(
        "Change a warehouse",
        who=WHO,
        answer=WarehouseShape,
        body=WarehouseChanges,
        errors=[NotFound, Conflict, Unprocessable],
        description="Rename it, put it elsewhere in line (`priority`, the lowest is asked first), or close "
        "it to new orders with `is_active`; what is held there stays held. One stays open at least.",
    )
    def put(self, request: Request, warehouse_id: UUID) -> Response:
        """Change the fields that are given."""
        change_warehouse(self.actor, warehouse_id, self.read_body(WarehouseChanges, partial=True))
        return ok(self.shown(warehouse_id), "Warehouse updated")

    patch = put


class StockView(ApiView):
    """Something about what lies in warehouses."""

    def shown(self, stock_item_id: int) -> StockShape:
        """Give a stock as its seller sees it."""
        return StockShape.of(StockItem.objects.visible_to(self.actor).offered().rows().get(pk=stock_item_id))


class StockList(StockView):
    """What lies where."""

    @operation(
        "List the stock",
        who="signed in",
        answer=StockShape,
        many=True,
        query=StockQuery,
        description="List what lies in the warehouses of the stores that one runs, by variant and warehouse. "
        "`below=5` keeps what fewer than five can be bought of; `is_held` what is held for orders, or not; "
        "`is_low` what is to be added to.",
    )
    def get(self, request: Request) -> Response:
        """List what lies in the warehouses of the stores that one runs."""
        require(self.actor, "inventory.look_for_stock")
        query = read_query(request, StockQuery)
        rows = StockItem.objects.visible_to(self.actor).offered().narrowed(**query.filters).rows()
        return listing(request, rows, query, StockShape.of, ("id",))

    @operation(
        "Keep a variant in one more warehouse",
        who=WHO,
        answer=StockShape,
        status=201,
        body=StockInput,
        errors=[NotFound, Conflict, Unprocessable],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep a variant in one more of its seller's warehouses."""
        said = self.read_body(StockInput)
        item = stock_up(self.actor, said["warehouse"], said["variant"], said["on_hand"], said["reason"])
        return created(self.shown(item.pk), "Stocked")


class StockDetail(StockView):
    """One variant in one warehouse."""

    @operation("Show a stock", who=WHO, answer=StockShape, errors=[NotFound])
    def get(self, request: Request, stock_item_id: int) -> Response:
        """Show how many of a variant lie in a warehouse."""
        require(self.actor, "inventory.look_for_stock")
        return ok(self.shown(stock_item_id))

    @operation(
        "Change a stock",
        who=WHO,
        answer=StockShape,
        body=StockChanges,
        errors=[NotFound],
        description="Say from how many pieces left downwards it is low (`low_stock_threshold`; null: as the "
        "site has it). When it falls to that, `commerce.stock.low` is published once, and managers are told.",
    )
    def put(self, request: Request, stock_item_id: int) -> Response:
        """Change the fields that are given."""
        change_stock(self.actor, stock_item_id, self.read_body(StockChanges, partial=True))
        return ok(self.shown(stock_item_id), "Stock updated")

    patch = put


class StockAdjust(StockView):
    """Putting right what is said to lie there."""

    @operation(
        "Adjust a stock",
        who=WHO,
        answer=StockShape,
        body=StockAdjustmentInput,
        errors=[NotFound, Unprocessable],
        description="Say how many more or fewer there are (`change`), or how many there are in all "
        "(`on_hand`), and why. Below what is held for orders it can't fall.",
    )
    @idempotent
    def post(self, request: Request, stock_item_id: int) -> Response:
        """Correct what lies in a warehouse."""
        adjust_stock(self.actor, stock_item_id, self.read_body(StockAdjustmentInput))
        return ok(self.shown(stock_item_id), "Stock adjusted")


class StockMovements(StockView):
    """How a stock came to be what it is."""

    @operation(
        "List a stock's movements",
        who=WHO,
        answer=MovementShape,
        many=True,
        query=MovementQuery,
        errors=[NotFound],
        description="Tell a stock's history from its latest line back; its changes add up to what is there.",
    )
    def get(self, request: Request, stock_item_id: int) -> Response:
        """Tell a stock's history."""
        require(self.actor, "inventory.look_for_stock")
        query = read_query(request, MovementQuery)
        item = StockItem.objects.visible_to(self.actor).offered().get(pk=stock_item_id)
        rows = StockMovement.objects.of(item.pk).rows()
        return listing(request, rows, query, MovementShape.of, ("-id",))
