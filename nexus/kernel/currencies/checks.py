"""A provider of exchange rates that isn't there stops the start."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from nexus.kernel.currencies.providers import provider


@register()
def provider_is_there(**_: Any) -> Sequence[Error]:
    """Hold NEXUS_EXCHANGE_RATES to a provider that can be made."""
    try:
        provider()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="currencies.E001")]
    return []
