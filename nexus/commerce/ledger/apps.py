from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Whose money is where: sales, commissions, refunds and payouts, to the coin."""

    name = "nexus.commerce.ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Register what a start is checked for."""
        import_module("nexus.commerce.ledger.checks")
