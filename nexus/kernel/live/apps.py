from django.apps import AppConfig


class LiveConfig(AppConfig):
    """What happens, told to those who listen, as it happens."""

    name = "nexus.kernel.live"
    verbose_name = "Live"
