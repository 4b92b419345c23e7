from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The site as a whole: its commands, pages and settings."""

    name = "nexus.config"
    label = "site"
    verbose_name = "Start"
