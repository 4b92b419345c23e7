"""Input fields that take the id of a thing: as answers write it, and nothing that Python would read so too.

To int() and UUID(), 1.9 and true are 1, "1_0" is 10, and a digit of any script is one: other ids than said.
"""

from typing import Any
from uuid import UUID

from rest_framework import serializers


class RelatedById(serializers.PrimaryKeyRelatedField[Any]):
    """A thing that is there, named by its id."""

    default_error_messages = {"incorrect_type": "Give its id, as answers write it."}

    def to_internal_value(self, data: Any) -> Any:
        """Find the thing."""
        found = super().to_internal_value(data)
        if str(data) != str(found.pk):
            self.fail("incorrect_type")
        return found


class IdField(serializers.UUIDField):
    """The id of a thing that has a UUID, which the action looks for."""

    def to_internal_value(self, data: Any) -> UUID:
        """Read the id."""
        if not isinstance(data, str):
            self.fail("invalid")
        found = super().to_internal_value(data)
        if data.lower() not in (str(found), found.hex):
            self.fail("invalid")
        return found


class NumberedField(serializers.IntegerField):
    """The id of a thing that has a number, which the action looks for."""

    def to_internal_value(self, data: Any) -> int:
        """Read the id."""
        found: int = super().to_internal_value(data)
        if str(data) != str(found):
            self.fail("invalid")
        return found
