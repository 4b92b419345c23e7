from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.cart.models import MOST_OF_ONE
from nexus.kernel.api.ids import IdField

LONGEST_TOKEN = 200


class ItemInput(serializers.Serializer[dict[str, Any]]):
    """What to put into a cart; the variant may stay away where the product has one only."""

    example: ClassVar[dict[str, Any]] = {
        "product": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10",
        "variant": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
        "quantity": 2,
    }

    product = IdField()
    variant = IdField(required=False, allow_null=True, default=None)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE, default=1)


class QuantityInput(serializers.Serializer[dict[str, Any]]):
    """How many of a line."""

    example: ClassVar[dict[str, Any]] = {"quantity": 3}

    quantity = serializers.IntegerField(min_value=1, max_value=MOST_OF_ONE)


class MergeInput(serializers.Serializer[dict[str, Any]]):
    """The token of the cart that one filled as a guest."""

    example: ClassVar[dict[str, Any]] = {"token": "p1Qk0w2l1m0Hq2v7yq2nq8r0cO3s1t5u9x7z4b6d8e0"}

    token = serializers.CharField(max_length=LONGEST_TOKEN)
