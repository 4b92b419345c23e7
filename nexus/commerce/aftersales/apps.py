from importlib import import_module

from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    """What follows a sale: cancelling, refunding, returning."""

    name = "nexus.commerce.aftersales"
    verbose_name = "After the sale"

    def ready(self) -> None:
        """Check the days of return at the start."""
        import_module("nexus.commerce.aftersales.checks")
