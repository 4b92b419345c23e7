"""Payment providers that can't be meant stop the start; those that shouldn't be are warned of."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning as Hint, register

from nexus.commerce.payments.providers import KNOWN


@register()
def providers_can_be_meant(**_: Any) -> Sequence[CheckMessage]:
    """Hold the providers of a site to those that there are, with what they need."""
    return [*_errors(), *_hints()]


def _errors() -> Iterator[CheckMessage]:
    known = ", ".join(KNOWN)
    for name in settings.PAYMENT_PROVIDERS:
        if name not in KNOWN:
            yield Error(f"NEXUS_PAYMENT_PROVIDERS names '{name}': there are {known}.", id="payments.E001")
    if "stripe" in settings.PAYMENT_PROVIDERS:
        for name in ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET"):
            if not getattr(settings, name).strip():
                yield Error(f"Set {name}: NEXUS_PAYMENT_PROVIDERS names stripe.", id="payments.E002")


def _hints() -> Iterator[CheckMessage]:
    if not settings.PAYMENT_PROVIDERS:
        yield Hint("NEXUS_PAYMENT_PROVIDERS is empty: orders can't be paid.", id="payments.W001")
    elif "sandbox" in settings.PAYMENT_PROVIDERS and not settings.DEMO_IS_WELCOME:
        yield Hint(
            "NEXUS_PAYMENT_PROVIDERS names the sandbox: anybody can pay with no money.", id="payments.W002"
        )
