from django.apps import AppConfig


class MailConfig(AppConfig):
    """Mail: written in the transaction of what it tells of, sent after it."""

    name = "nexus.kernel.mail"
    verbose_name = "Mail"
