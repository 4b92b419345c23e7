from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What is for sale: products, their variants and their pictures."""

    name = "nexus.commerce.catalog"
    verbose_name = "Catalogue"
