"""Payout accounts, as they come in and as they are shown."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from rest_framework import serializers
from stdnum import bic, iban
from stdnum.exceptions import ValidationError as WrongNumber

from nexus.commerce.ledger.models import PayoutAccount
from nexus.kernel.kit.texts import one_line

HOLDER_LENGTH = 70  # what a SEPA file has room for
_WRITTEN_LENGTH = 50


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


class PayoutAccountShape(msgspec.Struct):
    """Where a seller is paid to; the number by its last four signs."""

    example: ClassVar[dict[str, Any]] = {
        "seller": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "holder": "Nexus Outfitters GmbH",
        "iban": "DE•• •••• 3000",
        "bic": "COBADEFFXXX",
        "changed_at": "2026-11-21T09:30:00Z",
    }

    seller: UUID
    holder: str
    iban: str
    bic: str
    changed_at: datetime

    @classmethod
    def of(cls, account: PayoutAccount) -> "PayoutAccountShape":
        """Show an account, masked."""
        return cls(account.pk, account.holder, str(account), account.bic, account.changed_at)


def _checked(rule: Callable[[str], str], value: str, sentence: str) -> str:
    try:
        return rule(value)
    except WrongNumber:
        raise serializers.ValidationError(sentence) from None
