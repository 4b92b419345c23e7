from django.urls import path

from nexus.commerce.orders.rest.views import (
    OrderDetail,
    OrderHistory,
    SaleDetail,
    SaleList,
)

# The list of orders shares its path with placing one: see the checkout's.
urlpatterns = [
    path("orders/<uuid:order_id>/", OrderDetail.as_view()),
    path("orders/<uuid:order_id>/history/", OrderHistory.as_view()),
    path("sales/", SaleList.as_view()),
    path("sales/<uuid:part_id>/", SaleDetail.as_view()),
]
