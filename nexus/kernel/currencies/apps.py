from importlib import import_module

from django.apps import AppConfig


class CurrenciesConfig(AppConfig):
    """What one currency is worth in another, day by day."""

    name = "nexus.kernel.currencies"
    verbose_name = "Currencies"

    def ready(self) -> None:
        """Register what a start is checked for."""
        import_module("nexus.kernel.currencies.checks")
