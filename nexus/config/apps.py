from django.apps import AppConfig

from nexus.config.loading import left_out

with left_out("pygments", "requests", "yaml"):
    import rest_framework.compat  # noqa: F401 (Django REST framework asks here what is installed)


class SiteConfig(AppConfig):
    """The site as a whole: its commands, pages and settings."""

    name = "nexus.config"
    label = "site"
    verbose_name = "Start"
