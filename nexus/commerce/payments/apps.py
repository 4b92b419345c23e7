from importlib import import_module

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """How orders are paid and refunded, through providers."""

    name = "nexus.commerce.payments"
    verbose_name = "Payments"

    def ready(self) -> None:
        """Register what a start is checked for."""
        import_module("nexus.commerce.payments.checks")
