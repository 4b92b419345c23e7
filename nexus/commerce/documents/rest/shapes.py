from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.documents.models import Contents
from nexus.commerce.documents.models.kinds import called
from nexus.kernel.accounts.rest.shapes import UserRef

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_AT = "2026-11-21T09:30:00Z"
_EXAMPLE: dict[str, Any] = {
    "id": _ID,
    "kind": "invoice",
    "number": "INV-000001",
    "order": _ID,
    "refund": None,
    "seller": {"id": _ID, "username": "nora"},
    "currency": "EUR",
    "total": "123.90",
    "issued_at": _AT,
    "pdf": f"/api/documents/{_ID}/pdf/",
}
_SAYS: dict[str, Any] = {
    "seller": {
        "name": "Nora Weiss GmbH",
        "lines": ["Lindenweg 4", "10115 Berlin", "DE"],
        "tax_number": "DE123456789",
    },
    "buyer": {"name": "Otto Lang", "lines": ["Am Markt 1", "20095 Hamburg", "DE"], "tax_number": ""},
    "ship_to": None,
    "order": "N-000000001",
    "ordered_at": _AT,
    "paid_at": _AT,
    "currency": "EUR",
    "lines": [
        {
            "line_id": _ID,
            "name": "Camera",
            "details": "SKU C-1",
            "quantity": 1,
            "unit_price": "119.00",
            "discount": "0.00",
            "tax_rate": "19.00",
            "tax": "19.00",
            "amount": "119.00",
        }
    ],
    "shipping": "Standard",
    "shipping_tax": "0.78",
    "taxes": [{"name": "VAT", "rate": "19.00", "net": "104.12", "tax": "19.78"}],
    "totals": {
        "goods": "119.00",
        "shipping": "4.90",
        "tax_added": "0.00",
        "tax_included": "19.78",
        "total": "123.90",
    },
    "invoice": "",
    "reason": "",
}


class DocumentCard(msgspec.Struct):
    """A document as lists show it."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE

    id: UUID
    kind: str
    number: str
    order: UUID
    refund: UUID | None
    seller: UserRef
    currency: str
    total: Decimal
    issued_at: datetime
    pdf: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "DocumentCard":
        """Read a row of `Document.objects.rows()`."""
        return cls(*_card(row))


class DocumentShape(DocumentCard):
    """A document with all that stands on it."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE | {"says": _SAYS}

    says: Contents

    @classmethod
    def of(cls, row: dict[str, Any]) -> "DocumentShape":
        """Read a row of `Document.objects.rows()`."""
        return cls(*_card(row), *[msgspec.convert(row["says"], Contents)])


def _card(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["id"],
        row["kind"],
        called(row["kind"], row["number"]),
        row["part__order_id"],
        row["refund_id"],
        UserRef(row["seller_id"], row["seller__username"]),
        row["says"]["currency"],
        Decimal(row["says"]["totals"]["total"]),
        row["issued_at"],
        f"/api/documents/{row['id']}/pdf/",
    )
