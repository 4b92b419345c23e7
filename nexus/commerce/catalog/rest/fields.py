"""Input fields that DRF doesn't have: a category by slug or id, and maps of short texts."""

import math
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nexus.commerce.catalog.models.fields import MOST_OPTIONS, OPTION_NAME_LENGTH, OPTION_VALUE_LENGTH
from nexus.kernel.taxonomy.models import Category

MOST_ATTRIBUTES = 50
ATTRIBUTE_LENGTH = 500
LARGEST_INTEGER = 2**53  # beyond it, clients that read numbers as floats see another one

Map = dict[str, Any]


@extend_schema_field(
    {"oneOf": [{"type": "integer"}, {"type": "string"}], "description": "Its id or its slug."}
)
class CategoryField(serializers.Field[Category, Any, Any, Any]):
    """A category, named by its id or by its slug."""

    default_error_messages = {
        "unknown": "There is no category '{given}'.",
        "kind": "Give its id or its slug.",
    }
    text = serializers.CharField(max_length=200)

    def to_internal_value(self, data: Any) -> Category:
        """Find the category."""
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("kind")
        name = data if isinstance(data, int) else self.text.run_validation(data)
        category = Category.objects.named(name).first()
        if category is None:
            self.fail("unknown", given=name)
        return category


class _MapField(serializers.JSONField):
    """A JSON object; in a form, its text."""

    default_error_messages = {
        "kind": "Give an object of names and values.",
        "many": "Give at most {most} of them.",
    }
    most: int
    name = serializers.CharField(max_length=OPTION_NAME_LENGTH)

    def to_internal_value(self, data: Any) -> Map:
        """Read the object and check each of its names and values."""
        try:
            given = super().to_internal_value(data)
        except RecursionError:
            self.fail("invalid")
        if not isinstance(given, dict):
            self.fail("kind")
        if len(given) > self.most:
            self.fail("many", most=self.most)
        return {self.name.run_validation(name): self.read_value(value) for name, value in given.items()}

    def read_value(self, value: Any) -> Any:
        """Check one value."""
        raise NotImplementedError


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class OptionsField(_MapField):
    """What tells a variant from the others, such as {"Size": "M"}."""

    most = MOST_OPTIONS
    text = serializers.CharField(max_length=OPTION_VALUE_LENGTH)

    def read_value(self, value: Any) -> str:
        """Read a short text."""
        text: str = self.text.run_validation(value)
        return text


@extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}})
class AttributesField(_MapField):
    """What a product is beside its name, such as {"Material": "cotton", "Weight": 0.4}."""

    default_error_messages = {"value": "Each value is a text, a number, true or false."}
    most = MOST_ATTRIBUTES
    text = serializers.CharField(max_length=ATTRIBUTE_LENGTH)

    def read_value(self, value: Any) -> Any:
        """Read a text, a number or a truth."""
        if isinstance(value, str):
            return self.text.run_validation(value)
        if not isinstance(value, int | float) or not _is_exact(value):
            self.fail("value")
        return value


def _is_exact(number: float) -> bool:
    return abs(number) <= LARGEST_INTEGER if isinstance(number, int) else math.isfinite(number)
