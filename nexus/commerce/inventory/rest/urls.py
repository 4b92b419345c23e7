from django.urls import path

from nexus.commerce.inventory.rest.views import (
    StockAdjust,
    StockDetail,
    StockList,
    StockMovements,
    WarehouseDetail,
    WarehouseList,
)

urlpatterns = [
    path("warehouses/", WarehouseList.as_view()),
    path("warehouses/<uuid:warehouse_id>/", WarehouseDetail.as_view()),
    path("stock/", StockList.as_view()),
    path("stock/<int:stock_item_id>/", StockDetail.as_view()),
    path("stock/<int:stock_item_id>/adjust/", StockAdjust.as_view()),
    path("stock/<int:stock_item_id>/movements/", StockMovements.as_view()),
]
