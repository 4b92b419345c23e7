from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.kernel.api.query import Country, Currency, ListQuery


class MethodShape(msgspec.Struct):
    """A way of sending.

    seller: none for the site's own. countries: where it goes; everywhere where none is named.
    """

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "seller": None,
        "name": "Parcel",
        "carrier": "table",
        "currency": "EUR",
        "price": "4.90",
        "price_per_kg": "1.20",
        "free_over": "50.00",
        "max_weight_grams": None,
        "countries": ["DE", "AT"],
        "min_days": 2,
        "max_days": 4,
        "is_active": True,
    }

    id: UUID
    seller: UUID | None
    name: str
    carrier: str
    currency: str
    price: Decimal
    price_per_kg: Decimal
    free_over: Decimal | None
    max_weight_grams: int | None
    countries: list[str]
    min_days: int
    max_days: int
    is_active: bool

    @classmethod
    def of(cls, row: dict[str, Any]) -> "MethodShape":
        """Read a row of `ShippingMethod.objects.rows()`."""
        return cls(*(row["seller_id"] if name == "seller" else row[name] for name in cls.__struct_fields__))


class MethodQuery(ListQuery, kw_only=True):
    """What the list of shipping methods can be narrowed to; `seller` keeps what that seller offers."""

    seller: UUID | None = None
    currency: Currency | None = None
    country: Country | None = None
