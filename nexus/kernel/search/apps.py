from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Full-text search: a vocabulary that mends typing errors, and weighted columns to search in."""

    name = "nexus.kernel.search"
    verbose_name = "Search"
