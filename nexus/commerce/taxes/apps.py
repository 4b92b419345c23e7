from importlib import import_module

from django.apps import AppConfig

from nexus.commerce.taxes import calculators


class TaxesConfig(AppConfig):
    """What the state takes of a sale."""

    name = "nexus.commerce.taxes"
    verbose_name = "Taxes"

    def ready(self) -> None:
        """Offer the table of rules as a calculator, and check at the start that the site's own is known."""
        from nexus.commerce.taxes.models import TaxRule  # noqa: PLC0415 (models stand once apps are ready)

        calculators.register("table", TaxRule.objects)
        import_module("nexus.commerce.taxes.checks")
