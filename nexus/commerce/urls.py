"""The marketplace's paths under /api/."""

from django.urls import include, path

urlpatterns = [
    path("", include("nexus.commerce.stores.rest.urls")),
    path("", include("nexus.commerce.inventory.rest.urls")),
    path("", include("nexus.commerce.catalog.rest.urls")),
    path("", include("nexus.commerce.cart.rest.urls")),
    path("", include("nexus.commerce.promotions.rest.urls")),
    path("", include("nexus.commerce.shipping.rest.urls")),
    path("", include("nexus.commerce.taxes.rest.urls")),
    path("", include("nexus.commerce.ledger.rest.urls")),
    path("", include("nexus.commerce.fulfilment.rest.urls")),
    path("", include("nexus.commerce.aftersales.rest.urls")),
    path("", include("nexus.commerce.orders.rest.urls")),
    path("", include("nexus.commerce.checkout.rest.urls")),
    path("", include("nexus.commerce.payments.rest.urls")),
    path("", include("nexus.commerce.documents.rest.urls")),
]
