from typing import Any, ClassVar

from rest_framework import serializers

TOKEN_LENGTH = 255
PROVIDER_LENGTH = 20


class PaymentInput(serializers.Serializer[Any]):
    """With which provider an order is paid, and the token that it gave for the means of payment."""

    example: ClassVar[dict[str, Any]] = {"provider": "sandbox", "token": "tok_success"}

    provider = serializers.CharField(
        max_length=PROVIDER_LENGTH, help_text="One of those that this site has: `sandbox`, `stripe`."
    )
    token = serializers.RegexField(
        r"^[!-~]+$",
        max_length=TOKEN_LENGTH,
        help_text="What the provider's own form made of the means of payment; never a card number.",
        error_messages={"invalid": "Give the token as the provider's form has made it, without spaces."},
    )


class WebhookInput(serializers.Serializer[Any]):
    """What a provider sends, in its own form; it is taken as it comes, once its signature holds."""

    example: ClassVar[dict[str, Any]] = {
        "id": "evt_5f0c",
        "type": "charge.succeeded",
        "created": "2026-11-21T09:30:00+00:00",
        "data": {"key": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "status": "succeeded"},
    }

    id = serializers.CharField(help_text="The provider's own id of the event.")
    type = serializers.CharField()
    created = serializers.CharField(required=False)
    data = serializers.DictField(help_text="What happened.")  # type: ignore[assignment]
