from typing import Any

from django.conf import settings
from django.core import checks

from nexus.kernel.database.encrypted import boxes


@checks.register()
def keys_can_be_read(**_: Any) -> list[checks.CheckMessage]:
    """Refuse to start with keys that encrypt nothing."""
    try:
        if settings.FIELD_ENCRYPTION_KEYS:
            boxes(settings.FIELD_ENCRYPTION_KEYS)
    except ValueError:
        return [
            checks.Error(
                "Each of FIELD_ENCRYPTION_KEYS has to be 32 random bytes in URL-safe base64.",
                id="nexus.webhooks.E001",
            )
        ]
    return []


@checks.register()
def allowed_places_can_be_read(**_: Any) -> list[checks.CheckMessage]:
    """Refuse to start with an exception that would never be one."""
    return [
        checks.Error(
            f"NEXUS_OUTBOUND_ALLOW takes host:port, in lower case, not {place!r}.", id="nexus.webhooks.E002"
        )
        for place in settings.OUTBOUND_ALLOW
        if not (place == place.lower() and place.rpartition(":")[0] and place.rpartition(":")[2].isdecimal())
    ]
