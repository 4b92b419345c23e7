from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Conversations between two sides about a thing that concerns both."""

    name = "nexus.kernel.messaging"
    verbose_name = "Messages"
