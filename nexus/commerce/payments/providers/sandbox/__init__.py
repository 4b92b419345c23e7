"""A provider to try things out with: it takes tokens for cards, and fails in all the ways real ones do."""

from nexus.commerce.payments.providers.sandbox.provider import SandboxProvider

__all__ = ["SandboxProvider"]
