from collections.abc import Callable
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from rest_framework import serializers
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as WrongNumber

from nexus.kernel.api.ids import IdField
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS
from nexus.kernel.kit.texts import one_line

REASON_LENGTH = 200
HOLDER_LENGTH = 70  # what a SEPA file has room for
_WRITTEN_LENGTH = 50


class AdjustmentInput(serializers.Serializer[Any]):
    """What an administrator gives a seller (above zero) or takes (below), and why."""

    example: ClassVar[dict[str, Any]] = {
        "seller": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "amount": "-12.50",
        "currency": "USD",
        "reason": "Damage in our warehouse, agreed by phone.",
    }

    seller = IdField()
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


class PayoutAccountInput(serializers.Serializer[Any]):
    """Where a seller is paid to: IBANs in groups of four are fine; the BIC may be left out."""

    example: ClassVar[dict[str, Any]] = {
        "holder": "Nexus Outfitters GmbH",
        "iban": "DE89 3704 0044 0532 0130 00",
        "bic": "COBADEFFXXX",
    }

    holder = serializers.CharField(max_length=HOLDER_LENGTH, validators=[one_line])
    iban = serializers.CharField(max_length=_WRITTEN_LENGTH)
    bic = serializers.CharField(max_length=_WRITTEN_LENGTH, required=False, allow_blank=True)

    def validate_iban(self, value: str) -> str:
        """Hold it to its checksum and to its country's own rules."""
        return _checked(iban.validate, value, "This is no valid IBAN: compare it with your bank's letter.")

    def validate_bic(self, value: str) -> str:
        """Hold it to its form."""
        return _checked(bic.validate, value, "This is no valid BIC.") if value else ""


def _checked(rule: Callable[[str], str], value: str, sentence: str) -> str:
    try:
        return rule(value)
    except WrongNumber:
        raise serializers.ValidationError(sentence) from None
