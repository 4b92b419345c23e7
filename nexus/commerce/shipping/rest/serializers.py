from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.shipping.carriers import known_carrier
from nexus.commerce.shipping.models import ShippingMethod
from nexus.kernel.api.ids import IdField
from nexus.kernel.kit.countries import COUNTRIES


class MethodChanges(serializers.ModelSerializer[ShippingMethod]):
    """What is changed of a way of sending."""

    example: ClassVar[dict[str, Any]] = {"price": "5.90", "free_over": "60.00"}

    countries = serializers.ListField(
        child=serializers.CharField(max_length=2), required=False, max_length=len(COUNTRIES)
    )

    class Meta:
        model = ShippingMethod
        fields = [
            "name",
            "carrier",
            "currency",
            "price",
            "price_per_kg",
            "free_over",
            "max_weight_grams",
            "countries",
            "min_days",
            "max_days",
            "is_active",
        ]
        extra_kwargs: ClassVar = {"carrier": {"validators": [known_carrier]}}


class MethodInput(MethodChanges):
    """What is said of a new way of sending; without a seller one's own, an administrator's the site's."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Parcel",
        "currency": "EUR",
        "price": "4.90",
        "price_per_kg": "1.20",
        "free_over": "50.00",
        "countries": ["DE", "AT"],
        "min_days": 2,
        "max_days": 4,
    }

    seller = IdField(source="seller_id", required=False, allow_null=True)

    class Meta(MethodChanges.Meta):
        fields = ["seller", *MethodChanges.Meta.fields]
