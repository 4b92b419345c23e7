from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Catalogues from outside: files of products, read, checked and merged."""

    name = "nexus.commerce.imports"
    label = "product_imports"
    verbose_name = "Product imports"
