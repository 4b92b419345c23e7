from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.promotions.models import Coupon
from nexus.kernel.api.ids import IdField


class CouponChanges(serializers.ModelSerializer[Coupon]):
    """What is changed of a coupon."""

    example: ClassVar[dict[str, Any]] = {"ends_at": "2026-12-31T23:00:00Z", "most_uses": 500}

    class Meta:
        model = Coupon
        fields = [
            "kind",
            "value",
            "currency",
            "minimum",
            "starts_at",
            "ends_at",
            "most_uses",
            "most_uses_per_user",
            "is_active",
        ]


class CouponInput(CouponChanges):
    """What is said of a new coupon; without a seller it is one's own, an administrator's the site's."""

    example: ClassVar[dict[str, Any]] = {
        "code": "SPRING-10",
        "kind": "percent",
        "value": "10.00",
        "currency": "EUR",
        "minimum": "30.00",
        "ends_at": "2026-12-31T23:00:00Z",
        "most_uses": 100,
        "most_uses_per_user": 1,
    }

    seller = IdField(source="seller_id", required=False, allow_null=True)

    class Meta(CouponChanges.Meta):
        fields = ["code", "seller", *CouponChanges.Meta.fields]
        # A taken code is the database's to tell, as a conflict.
        validators: ClassVar[list[Any]] = []
