from django.urls import path

from nexus.commerce.catalog.rest.images import ImageDetail, ImageList
from nexus.commerce.catalog.rest.variants import VariantDetail, VariantList, VariantPriceDetail
from nexus.commerce.catalog.rest.views import (
    CategoryProducts,
    OwnProducts,
    ProductDetail,
    ProductFeatured,
    ProductFind,
    ProductList,
    ProductPublish,
)

urlpatterns = [
    path("products/", ProductList.as_view()),
    path("products/search/", ProductFind.as_view()),
    path("products/featured/", ProductFeatured.as_view()),
    path("products/mine/", OwnProducts.as_view()),
    path("products/<uuid:product_id>/", ProductDetail.as_view()),
    path("products/<uuid:product_id>/publish/", ProductPublish.as_view()),
    path("products/<uuid:product_id>/images/", ImageList.as_view()),
    path("products/<uuid:product_id>/images/<uuid:image_id>/", ImageDetail.as_view()),
    path("products/<uuid:product_id>/variants/", VariantList.as_view()),
    path("products/<uuid:product_id>/variants/<uuid:variant_id>/", VariantDetail.as_view()),
    path(
        "products/<uuid:product_id>/variants/<uuid:variant_id>/prices/<slug:currency>/",
        VariantPriceDetail.as_view(),
    ),
    path("categories/<int:category_id>/products/", CategoryProducts.as_view()),
]
