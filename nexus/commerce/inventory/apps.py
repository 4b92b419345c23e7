from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """What is there: stock in warehouses, held for orders, with a history that adds up."""

    name = "nexus.commerce.inventory"
    verbose_name = "Inventory"
