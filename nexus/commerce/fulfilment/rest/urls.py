from django.urls import path

from nexus.commerce.fulfilment.rest.views import (
    OrderShipments,
    SaleShipments,
    ShipmentDeliver,
    ShipmentDetail,
)

urlpatterns = [
    path("sales/<uuid:part_id>/shipments/", SaleShipments.as_view()),
    path("orders/<uuid:order_id>/shipments/", OrderShipments.as_view()),
    path("shipments/<uuid:shipment_id>/", ShipmentDetail.as_view()),
    path("shipments/<uuid:shipment_id>/deliver/", ShipmentDeliver.as_view()),
]
