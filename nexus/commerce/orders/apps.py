from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """What was bought, of whom, and how far it has come."""

    name = "nexus.commerce.orders"
    verbose_name = "Orders"
