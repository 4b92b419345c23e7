from django.urls import path

from nexus.commerce.cart.rest.views import CartDetail, CartItemDetail, CartItems, CartMerge

urlpatterns = [
    path("cart/", CartDetail.as_view()),
    path("cart/items/", CartItems.as_view()),
    path("cart/items/<uuid:item_id>/", CartItemDetail.as_view()),
    path("cart/merge/", CartMerge.as_view()),
]
