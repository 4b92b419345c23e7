from typing import Any

from django.conf import settings
from django.core import checks

from nexus.commerce.taxes.calculators import known_calculators


@checks.register()
def calculator_is_known(**_: Any) -> list[checks.CheckMessage]:
    """Refuse to start with a calculator that nobody registered: no order could be placed."""
    if settings.TAX_CALCULATOR in known_calculators():
        return []
    known = ", ".join(known_calculators())
    return [checks.Error(f"NEXUS_TAX_CALCULATOR names none of: {known}.", id="nexus.taxes.E001")]
