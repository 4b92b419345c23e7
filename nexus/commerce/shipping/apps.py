from django.apps import AppConfig


class ShippingConfig(AppConfig):
    """How things get to the customer, and for how much."""

    name = "nexus.commerce.shipping"
    verbose_name = "Shipping"
