from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Invoices and credit notes, with numbers that leave none out."""

    name = "nexus.commerce.documents"
    verbose_name = "Documents"
