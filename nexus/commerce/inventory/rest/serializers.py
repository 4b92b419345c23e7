from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.inventory.actions.stocking import MOST_STOCK
from nexus.commerce.inventory.models import StockItem, Warehouse
from nexus.commerce.inventory.models.movements import REASON_LENGTH
from nexus.kernel.api.ids import IdField


class WarehouseChanges(serializers.ModelSerializer[Warehouse]):
    """What a seller may change of a warehouse."""

    example: ClassVar[dict[str, Any]] = {"priority": 2, "is_active": False}

    class Meta:
        model = Warehouse
        fields = ["name", "country", "priority", "is_active"]
        validators: ClassVar[list[Any]] = []  # a second one of the name is the database's to tell


class WarehouseInput(WarehouseChanges):
    """What a seller says of a new warehouse."""

    example: ClassVar[dict[str, Any]] = {"name": "Hamburg", "country": "DE", "priority": 1}

    seller = IdField(
        required=False, help_text="The seller, where you manage the store for them; yourself unless given."
    )

    class Meta(WarehouseChanges.Meta):
        fields = [*WarehouseChanges.Meta.fields, "seller"]
        extra_kwargs: ClassVar = {"name": {"required": True}}


class StockInput(serializers.Serializer[dict[str, Any]]):
    """What is to lie in one more warehouse, and how many of it."""

    example: ClassVar[dict[str, Any]] = {
        "variant": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "warehouse": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
        "on_hand": 8,
        "reason": "Opening the outlet",
    }

    variant = IdField()
    warehouse = IdField()
    on_hand = serializers.IntegerField(min_value=0, max_value=MOST_STOCK)
    reason = serializers.CharField(max_length=REASON_LENGTH, required=False, allow_blank=True, default="")


class StockChanges(serializers.ModelSerializer[StockItem]):
    """What a seller may say of what lies in one warehouse."""

    example: ClassVar[dict[str, Any]] = {"low_stock_threshold": 10}

    low_stock_threshold = serializers.IntegerField(
        min_value=0,
        max_value=MOST_STOCK,
        required=False,
        allow_null=True,
        help_text="From how many pieces left downwards it is low; null: as the site has it.",
    )

    class Meta:
        model = StockItem
        fields = ["low_stock_threshold"]


class StockAdjustmentInput(serializers.Serializer[dict[str, Any]]):
    """What was found: so many more or fewer, or so many in all; and why."""

    example: ClassVar[dict[str, Any]] = {"change": -2, "reason": "Broken in the store"}

    change = serializers.IntegerField(
        min_value=-MOST_STOCK, max_value=MOST_STOCK, required=False, help_text="So many more, or fewer."
    )
    on_hand = serializers.IntegerField(
        min_value=0, max_value=MOST_STOCK, required=False, help_text="So many in all, those held included."
    )
    reason = serializers.CharField(max_length=REASON_LENGTH)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one of the two figures."""
        if ("change" in attrs) == ("on_hand" in attrs):
            raise serializers.ValidationError({"change": ["Give either change or on_hand."]})
        return attrs

    def validate_change(self, change: int) -> int:
        """Refuse a change of nothing."""
        if not change:
            raise serializers.ValidationError("This changes nothing.")
        return change
