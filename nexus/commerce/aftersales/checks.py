from typing import Any, Final

from django.conf import settings
from django.core import checks

LONGEST: Final = 3_650


@checks.register()
def return_days_are_sensible(**_: Any) -> list[checks.CheckMessage]:
    """Refuse to start with days that are none: no return could be asked for."""
    if 0 <= settings.NEXUS_RETURN_DAYS <= LONGEST:
        return []
    return [checks.Error(f"NEXUS_RETURN_DAYS takes 0 to {LONGEST} days.", id="nexus.aftersales.E001")]
