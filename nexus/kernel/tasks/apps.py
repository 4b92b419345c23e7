from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Background work: retries, queues, once-only."""

    name = "nexus.kernel.tasks"
    verbose_name = "Background work"
