from django.apps import AppConfig


class TaxonomyConfig(AppConfig):
    """The one category tree, for products and jobs alike."""

    name = "nexus.kernel.taxonomy"
    verbose_name = "Categories"
