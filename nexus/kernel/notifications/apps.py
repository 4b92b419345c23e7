from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Who is told what: in the app, live, and by e-mail."""

    name = "nexus.kernel.notifications"
    verbose_name = "Notifications"
