from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.ledger.models import PayoutAccount


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
