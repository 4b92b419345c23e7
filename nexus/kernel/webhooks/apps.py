from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Webhooks out: what happened, told to the programs of those whom it concerns."""

    name = "nexus.kernel.webhooks"
    verbose_name = "Webhooks"

    def ready(self) -> None:
        """Check the settings at the start."""
        import_module("nexus.kernel.webhooks.checks")
