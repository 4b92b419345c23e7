from importlib import import_module

from django.apps import AppConfig
from rest_framework.fields import BooleanField, empty


class ApiConfig(AppConfig):
    """What every answer has in common."""

    name = "nexus.kernel.api"
    verbose_name = "API"

    def ready(self) -> None:
        """Register what is checked at the start, and whose pages may call; read forms as what they say."""
        import_module("nexus.kernel.api.checks")
        import_module("nexus.kernel.api.origins")
        # An API's form has no boxes to tick: what isn't sent isn't said, and never means no.
        BooleanField.default_empty_html = empty
