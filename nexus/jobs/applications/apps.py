from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Who applied to which job, and how far they have come."""

    name = "nexus.jobs.applications"
    verbose_name = "Applications"
