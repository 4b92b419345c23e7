from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccessConfig(AppConfig):
    """What one may do."""

    name = "nexus.kernel.access"

    def ready(self) -> None:
        """Read the rules that each app declares beside its actions."""
        autodiscover_modules("permissions")
