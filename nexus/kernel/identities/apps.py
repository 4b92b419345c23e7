from importlib import import_module

from django.apps import AppConfig


class IdentitiesConfig(AppConfig):
    """Signing in with an account that one has elsewhere: Google, GitHub, any OpenID Connect provider."""

    name = "nexus.kernel.identities"
    verbose_name = "Identities"

    def ready(self) -> None:
        """Check the settings at the start."""
        import_module("nexus.kernel.identities.checks")
