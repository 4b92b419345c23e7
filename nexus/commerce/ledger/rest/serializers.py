from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from rest_framework import serializers

from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS
from nexus.kernel.kit.texts import one_line

REASON_LENGTH = 200


class AdjustmentInput(serializers.Serializer[Any]):
    """What an administrator gives a seller (above zero) or takes (below), and why."""

    example: ClassVar[dict[str, Any]] = {
        "seller": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "amount": "-12.50",
        "currency": "USD",
        "reason": "Damage in our warehouse, agreed by phone.",
    }

    seller = serializers.UUIDField()
    amount = serializers.DecimalField(max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES)
    currency = serializers.CharField(validators=[known_currency], max_length=3)
    reason = serializers.CharField(max_length=REASON_LENGTH, validators=[one_line])


class BatchInput(serializers.Serializer[Any]):
    """Whose money goes out: all who are owed the minimum or more in a currency."""

    example: ClassVar[dict[str, Any]] = {
        "currency": "USD",
        "minimum": "20.00",
        "sold_before": "2026-11-07T00:00:00Z",
    }

    currency = serializers.CharField(validators=[known_currency], max_length=3)
    minimum = serializers.DecimalField(
        max_digits=MAX_DIGITS,
        decimal_places=DECIMAL_PLACES,
        required=False,
        validators=[MinValueValidator(0)],
        help_text="Who is owed less waits for the next batch.",
    )
    sold_before = serializers.DateTimeField(
        required=False, help_text="Sales from then on stay in the balance, since they may still be returned."
    )


class FailureInput(serializers.Serializer[Any]):
    """Why a payout didn't arrive."""

    example: ClassVar[dict[str, Any]] = {"reason": "The account is closed."}

    reason = serializers.CharField(max_length=REASON_LENGTH, validators=[one_line])
