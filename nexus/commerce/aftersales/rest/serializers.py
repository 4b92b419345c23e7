from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from nexus.commerce.aftersales.models import Return
from nexus.commerce.fulfilment.rest.serializers import (
    LARGEST_QUANTITY,
    MOST_LINES,
    ShippedLineInput,
    each_once,
)
from nexus.commerce.orders.models.orders import TOTAL_DIGITS
from nexus.commerce.payments.actions import LineToRefund
from nexus.kernel.api.ids import IdField
from nexus.kernel.kit.money import DECIMAL_PLACES

_LINE = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e14"
LONGEST_REASON = 500


def _amount(*, least: str, **more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=TOTAL_DIGITS, decimal_places=DECIMAL_PLACES, min_value=Decimal(least), **more
    )


class CancelInput(serializers.Serializer[Any]):
    """Why a customer cancels, if they care to say."""

    example: ClassVar[dict[str, Any]] = {"reason": "Ordered twice."}

    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class CancelPartInput(serializers.Serializer[Any]):
    """Why a seller can't deliver: the customer reads it."""

    example: ClassVar[dict[str, Any]] = {"reason": "The last one was damaged in our warehouse."}

    reason = serializers.CharField(max_length=LONGEST_REASON)


class RefundedLineInput(serializers.Serializer[Any]):
    """What of a line is refunded: so many pieces at what was paid for them, an amount, or both."""

    line = IdField()
    quantity = serializers.IntegerField(min_value=1, max_value=LARGEST_QUANTITY, required=False)
    amount = _amount(least="0.01", required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a line of which nothing is said."""
        if not {"quantity", "amount"} & attrs.keys():
            raise serializers.ValidationError("Say a quantity, an amount, or both.")
        return attrs


class RefundInput(serializers.Serializer[Any]):
    """What is given back of a sale: of its lines, of its shipping."""

    example: ClassVar[dict[str, Any]] = {
        "lines": [{"line": _LINE, "quantity": 1}],
        "shipping": "4.90",
        "reason": "Sent too late.",
    }

    lines = RefundedLineInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    shipping = _amount(least="0", required=False, default=Decimal(0))
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")

    def validate_lines(self, lines: Sequence[dict[str, Any]]) -> list[LineToRefund]:
        """Read them as the payments take them."""
        each_once(lines)
        return [LineToRefund(line["line"], line.get("quantity", 0), line.get("amount")) for line in lines]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a refund of nothing."""
        if not attrs.get("lines") and not attrs["shipping"]:
            raise serializers.ValidationError("Say what to refund: some lines, the shipping, or both.")
        return attrs


class ReturnInput(serializers.ModelSerializer[Return]):
    """What a customer wants to give back, and why."""

    example: ClassVar[dict[str, Any]] = {
        "lines": [{"line": _LINE, "quantity": 1}],
        "reason": "It is too small.",
    }

    lines = ShippedLineInput(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]

    class Meta:
        model = Return
        fields = ["lines", "reason"]

    def validate_lines(self, lines: Sequence[dict[str, Any]]) -> dict[UUID, int]:
        """Read them as quantities by line."""
        each_once(lines)
        return {line["line"]: line["quantity"] for line in lines}


class ApprovalInput(serializers.ModelSerializer[Return]):
    """What a seller says to it, such as where to send the things."""

    example: ClassVar[dict[str, Any]] = {"answer": "Send it to: Nexus Outfitters, Ufer 1, 10115 Berlin."}

    class Meta:
        model = Return
        fields = ["answer"]


class RejectionInput(serializers.ModelSerializer[Return]):
    """Why a seller refuses."""

    example: ClassVar[dict[str, Any]] = {"answer": "It was made to measure."}

    class Meta:
        model = Return
        fields = ["answer"]
        extra_kwargs: ClassVar[dict[str, Any]] = {"answer": {"required": True, "allow_blank": False}}


class ReceivedLineInput(serializers.Serializer[Any]):
    """Whether what came back of a line can be sold again."""

    line = IdField()
    is_restocked = serializers.BooleanField()


class ReceiptInput(serializers.Serializer[Any]):
    """What came back: a line that isn't named can be sold again."""

    example: ClassVar[dict[str, Any]] = {
        "lines": [{"line": _LINE, "is_restocked": False}],
        "shipping": "4.90",
    }

    lines = ReceivedLineInput(many=True, required=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    shipping = _amount(least="0", required=False, default=Decimal(0))

    def validate_lines(self, lines: Sequence[dict[str, Any]]) -> dict[UUID, bool]:
        """Read them by line."""
        each_once(lines)
        return {line["line"]: line["is_restocked"] for line in lines}
