from django.apps import AppConfig


class MailsConfig(AppConfig):
    """What the marketplace writes to its customers and sellers."""

    name = "nexus.commerce.mails"
    verbose_name = "Mails"
