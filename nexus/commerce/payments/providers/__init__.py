"""The providers that a site may have; which of them it has is a setting."""

from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from nexus.commerce.payments.providers.base import Provider

# By name, and loaded when first asked for: Stripe's library alone weighs as much as half a web worker.
KNOWN: Final = {
    "sandbox": "nexus.commerce.payments.providers.sandbox.SandboxProvider",
    "stripe": "nexus.commerce.payments.providers.stripe.StripeProvider",
}


def offered() -> list[str]:
    """List the providers that customers may pay with here."""
    return list(settings.PAYMENT_PROVIDERS)


def provider_named(name: str) -> Provider:
    """Give a provider to be asked: never while a transaction is open; LookupError for an unknown one.

    One that the site offers no longer still answers for what was paid with it.
    """
    _refuse_open_transactions()
    return loaded(name)


def reader_named(name: str) -> Provider:
    """Give a provider to read its webhooks with, which asks nobody; LookupError for an unknown one."""
    return loaded(name)


@cache
def loaded(name: str) -> Provider:
    """Make a provider once for each process, since it may keep connections."""
    make: Callable[[], Provider] = import_string(KNOWN[name])
    return make()


@transaction.atomic(durable=True)
def _refuse_open_transactions() -> None:
    """Raise a RuntimeError where a transaction is open; nothing is sent to the database."""
