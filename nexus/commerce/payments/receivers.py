"""What payments hear."""

from nexus.commerce.payments.actions import handle_receipt
from nexus.commerce.payments.events import ProviderNotified
from nexus.kernel.events.bus import Heard, hears


@hears(ProviderNotified)
def take_over_what_a_provider_says(heard: Heard[ProviderNotified]) -> None:
    """Settle the payment or refund that a webhook is about."""
    handle_receipt(heard.fact.receipt_id)
