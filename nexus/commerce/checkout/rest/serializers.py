from decimal import Decimal
from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.cart.models import MOST_LINES, MOST_OF_ONE
from nexus.commerce.checkout.actions.wishes import Item, Wish
from nexus.commerce.orders.models.orders import TOTAL_DIGITS
from nexus.kernel.api.ids import IdField
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.money import DECIMAL_PLACES
from nexus.kernel.kit.texts import one_line

_ID = "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10"
_ADDRESS: dict[str, Any] = {
    "name": "Nora Weiss",
    "line1": "Lindenweg 4",
    "city": "Berlin",
    "postal_code": "10115",
    "country": "DE",
}
NOTE_LENGTH = 1_000


class _Text(serializers.CharField):
    """A line of an address."""

    def __init__(self, most: int, **more: Any) -> None:
        super().__init__(max_length=most, validators=[one_line], **more)


class OrderAddressInput(serializers.Serializer[Any]):
    """Where something goes; country: ISO 3166-1's two letters."""

    name = _Text(120)
    line1 = _Text(200)
    line2 = _Text(200, required=False, allow_blank=True, default="")
    city = _Text(120)
    region = _Text(120, required=False, allow_blank=True, default="")
    postal_code = _Text(20, allow_blank=True, help_text="Empty where a country has none.")
    country = serializers.CharField(max_length=2, validators=[known_country])


class OrderItemInput(serializers.Serializer[Any]):
    """So many of a product; the variant may stay unnamed where there is only one."""

    product = IdField()
    variant = IdField(required=False, allow_null=True, default=None)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE)


class OrderInput(serializers.Serializer[Any]):
    """What a customer orders; without `items`, what lies in the cart."""

    example: ClassVar[dict[str, Any]] = {
        "items": [{"product": _ID, "quantity": 2}],
        "shipping_address": _ADDRESS,
    }

    items = serializers.ListField(
        child=OrderItemInput(), required=False, allow_null=True, allow_empty=False, max_length=MOST_LINES
    )
    shipping_address = OrderAddressInput(required=False, allow_null=True, default=None)
    shipping_address_id = IdField(
        required=False, allow_null=True, default=None, help_text="Instead: one of the own address book."
    )
    billing_address = OrderAddressInput(required=False, allow_null=True, default=None)
    coupon = serializers.CharField(
        max_length=40, required=False, allow_blank=True, allow_null=True, default=""
    )
    currency = serializers.CharField(
        max_length=3,
        validators=[known_currency],
        required=False,
        allow_null=True,
        help_text="Without it, one that all of it has a price in.",
    )
    shipping_method = IdField(
        required=False, allow_null=True, default=None, help_text="Without it, the cheapest for each part."
    )
    shipping_methods = serializers.ListField(
        child=IdField(),
        required=False,
        allow_null=True,
        max_length=MOST_LINES,
        default=list,
        help_text="Where several sell, one for each; a part for which none is named goes the cheapest way.",
    )
    expected_total = serializers.DecimalField(
        max_digits=TOTAL_DIGITS,
        decimal_places=DECIMAL_PLACES,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        default=None,
        help_text="What you were shown: it is refused if it comes to more.",
    )
    note = serializers.CharField(
        max_length=NOTE_LENGTH, required=False, allow_blank=True, allow_null=True, default=""
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Have it go to one address: one that is written out, or one that is kept."""
        written, kept = attrs["shipping_address"], attrs["shipping_address_id"]
        if written is None and kept is None:
            raise serializers.ValidationError({"shipping_address": ["This field is required."]})
        if written is not None and kept is not None:
            sentence = "Give shipping_address or shipping_address_id, not both."
            raise serializers.ValidationError({"shipping_address_id": [sentence]})
        return attrs


def wish_of(fields: dict[str, Any]) -> Wish:
    """Read the fields of an OrderInput, for an action."""
    items, method = fields.get("items"), fields["shipping_method"]
    return Wish(
        items=None if items is None else [Item(**item) for item in items],
        shipping_address=dict(fields["shipping_address"] or {}),
        shipping_address_id=fields["shipping_address_id"],
        billing_address=dict(fields["billing_address"]) if fields["billing_address"] else None,
        coupon=fields["coupon"] or "",
        currency=fields.get("currency"),
        shipping_methods=frozenset([*(fields["shipping_methods"] or ()), *([method] if method else [])]),
        at_most=fields["expected_total"],
        note=fields["note"] or "",
    )
