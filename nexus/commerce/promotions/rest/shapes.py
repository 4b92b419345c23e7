from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from nexus.commerce.promotions.models import CouponFilters
from nexus.kernel.api.query import BY_AGE, ByAge, ListQuery, Text


class CouponShape(msgspec.Struct):
    """A coupon as those who gave it out see it; seller: none for the site's own."""

    example: ClassVar[dict[str, Any]] = {
        "id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "code": "SPRING-10",
        "seller": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
        "kind": "percent",
        "value": "10.00",
        "currency": "EUR",
        "minimum": "30.00",
        "starts_at": None,
        "ends_at": "2026-12-31T23:00:00Z",
        "most_uses": 100,
        "most_uses_per_user": 1,
        "uses": 12,
        "is_active": True,
        "created_at": "2026-11-21T09:30:00Z",
    }

    id: UUID
    code: str
    seller: UUID | None
    kind: str
    value: Decimal
    currency: str
    minimum: Decimal
    starts_at: datetime | None
    ends_at: datetime | None
    most_uses: int | None
    most_uses_per_user: int | None
    uses: int
    is_active: bool
    created_at: datetime

    @classmethod
    def of(cls, row: dict[str, Any]) -> "CouponShape":
        """Read a row of `Coupon.objects.rows()`."""
        return cls(*(row["seller_id"] if name == "seller" else row[name] for name in cls.__struct_fields__))


class CouponQuery(ListQuery, kw_only=True):
    """What a list of coupons can be narrowed to and ordered by."""

    code: Text | None = None
    seller: UUID | None = None
    is_active: bool | None = None
    ordering: ByAge = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return BY_AGE[self.ordering]

    @property
    def filters(self) -> CouponFilters:
        """Give the filters as the QuerySet takes them."""
        return {"code": self.code, "seller": self.seller, "is_active": self.is_active}
