from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    """How sellers send what was bought."""

    name = "nexus.commerce.fulfilment"
    verbose_name = "Fulfilment"
