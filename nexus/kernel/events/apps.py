from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened: an append-only log."""

    name = "nexus.kernel.events"
    verbose_name = "Events"
