"""Oscar's API, with lists and pages that show a price."""

from django.urls import include, path

from bench.peers.oscar_site.views import OneProduct, Products

urlpatterns = [
    path("api/products/", Products.as_view(), name="product-list"),
    path("api/products/<int:pk>/", OneProduct.as_view(), name="product-detail"),
    path("api/", include("oscarapi.urls")),
]
