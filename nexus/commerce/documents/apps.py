from importlib import import_module

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Invoices and credit notes, with numbers that leave none out."""

    name = "nexus.commerce.documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        """Register what a start is checked for."""
        import_module("nexus.commerce.documents.checks")
