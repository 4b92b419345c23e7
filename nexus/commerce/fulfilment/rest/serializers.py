from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from nexus.commerce.fulfilment.models import Shipment
from nexus.kernel.api.ids import IdField

_LINE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e14"
LARGEST_QUANTITY = 2**31 - 1
MOST_LINES = 100


class ShippedLineInput(serializers.Serializer[Any]):
    """So many of a line."""

    line = IdField()
    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY)


def each_once(lines: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a line that is named twice: whoever does so has lost count."""
    if len({line["line"] for line in lines}) < len(lines):
        raise serializers.ValidationError("Name each line once.")


class TrackingInput(serializers.ModelSerializer[Shipment]):
    """How a parcel can be followed."""

    example: ClassVar[dict[str, Any]] = {
        "carrier": "DHL",
        "tracking_number": "00340434161094042557",
        "tracking_url": "https://www.dhl.com/track?id=00340434161094042557",
    }

    class Meta:
        model = Shipment
        fields = ["carrier", "tracking_number", "tracking_url"]


class ShipmentInput(TrackingInput):
    """What is sent: so many of some lines, or everything that is left where no lines are named."""

    example: ClassVar[dict[str, Any]] = TrackingInput.example | {"lines": [{"line": _LINE, "quantity": 1}]}

    lines = ShippedLineInput(
        many=True, required=False, allow_null=True, allow_empty=False, max_length=MOST_LINES
    )  # type: ignore[call-arg]

    class Meta(TrackingInput.Meta):
        fields = ["lines", *TrackingInput.Meta.fields]

    def validate_lines(self, lines: list[dict[str, Any]] | None) -> dict[UUID, int] | None:
        """Read them as quantities by line."""
        if lines is None:
            return None
        each_once(lines)
        return {line["line"]: line["quantity"] for line in lines}
