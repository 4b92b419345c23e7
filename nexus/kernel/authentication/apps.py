from importlib import import_module

from django.apps import AppConfig


class AuthenticationConfig(AppConfig):
    """Who you are."""

    name = "nexus.kernel.authentication"

    def ready(self) -> None:
        """Register what a start is checked for."""
        import_module("nexus.kernel.authentication.checks")
