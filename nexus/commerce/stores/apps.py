from django.apps import AppConfig


class StoresConfig(AppConfig):
    """Who sells: stores, and the people who run them."""

    name = "nexus.commerce.stores"
    verbose_name = "Stores"
