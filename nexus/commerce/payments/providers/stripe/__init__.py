"""Stripe, through its official library: payment intents, refunds, balance transactions, signed webhooks."""

from nexus.commerce.payments.providers.stripe.provider import StripeProvider

__all__ = ["StripeProvider"]
