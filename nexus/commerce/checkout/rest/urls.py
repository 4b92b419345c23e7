from django.urls import path

from nexus.commerce.checkout.rest.views import CheckoutQuote, Orders

urlpatterns = [
    path("orders/", Orders.as_view()),
    path("checkout/quote/", CheckoutQuote.as_view()),
]
