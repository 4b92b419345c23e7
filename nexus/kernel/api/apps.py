from importlib import import_module

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What every answer has in common."""

    name = "nexus.kernel.api"
    verbose_name = "API"

    def ready(self) -> None:
        """Register what is checked at the start, and whose pages may call."""
        import_module("nexus.kernel.api.checks")
        import_module("nexus.kernel.api.origins")
