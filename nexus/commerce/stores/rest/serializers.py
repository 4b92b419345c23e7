from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.stores.models import Member, Store


class StoreAddressInput(serializers.Serializer[dict[str, Any]]):
    """Where a business is, as it stands on invoices."""

    line1 = serializers.CharField(max_length=200)
    line2 = serializers.CharField(max_length=200, required=False, allow_blank=True)
    postal_code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    city = serializers.CharField(max_length=100)
    region = serializers.CharField(max_length=100, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take an address whole, also where only some fields of the store are given."""
        missing = {name: ["This field is required."] for name in ("line1", "city") if name not in attrs}
        if missing:
            raise serializers.ValidationError(missing)
        return attrs


class StoreInput(serializers.ModelSerializer[Store]):
    """What a seller says of a store; only an administrator may set the commission."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Nexus Outfitters",
        "description": "Linen and wool, from small mills.",
        "legal_name": "Nexus Outfitters GmbH",
        "tax_number": "DE123456789",
        "address": {"line1": "Speicherstr. 1", "postal_code": "20457", "city": "Hamburg"},
        "country": "DE",
    }

    address = StoreAddressInput(required=False)

    class Meta:
        model = Store
        fields = [
            "name",
            "description",
            "legal_name",
            "tax_number",
            "address",
            "country",
            "commission_rate",
        ]


class MemberInput(serializers.ModelSerializer[Member]):
    """Who is to work for a store, and as what."""

    example: ClassVar[dict[str, Any]] = {"username": "nora", "role": "staff"}

    username = serializers.CharField(max_length=150)

    class Meta:
        model = Member
        fields = ["username", "role"]


class MemberRoleInput(serializers.ModelSerializer[Member]):
    """What a member is from now on."""

    example: ClassVar[dict[str, Any]] = {"role": "manager"}

    class Meta:
        model = Member
        fields = ["role"]
        extra_kwargs: ClassVar = {"role": {"required": True}}
