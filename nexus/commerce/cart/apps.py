from django.apps import AppConfig


class CartConfig(AppConfig):
    """What a customer is about to buy."""

    name = "nexus.commerce.cart"
    verbose_name = "Carts"
