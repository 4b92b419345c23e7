from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """From things and an address to an order."""

    name = "nexus.commerce.checkout"
    verbose_name = "Checkout"
