from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.api.ids import IdField
from nexus.kernel.notifications.kinds import Frequency

MOST_KINDS = 200


class ReadInput(serializers.Serializer[Any]):
    """Up to which notification all were read; none: all there are."""

    example: ClassVar[dict[str, Any]] = {"up_to": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e21"}

    up_to = IdField(required=False, allow_null=True, default=None)


class PreferenceInput(serializers.Serializer[Any]):
    """How one wants to be told of a kind; a channel that isn't named stays as it is."""

    kind = serializers.CharField(max_length=50)
    in_app = serializers.BooleanField(required=False)
    live = serializers.BooleanField(required=False)
    email = serializers.ChoiceField(choices=[one.value for one in Frequency], required=False)

    def validate_email(self, value: str) -> Frequency:
        """Read it as the actions take it."""
        return Frequency(value)


class PreferencesInput(serializers.Serializer[Any]):
    """How one wants to be told of some kinds."""

    example: ClassVar[dict[str, Any]] = {
        "preferences": [{"kind": "application_new", "in_app": True, "email": "daily"}]
    }

    preferences = PreferenceInput(many=True, allow_empty=False, max_length=MOST_KINDS)  # type: ignore[call-arg]

    def validate_preferences(self, given: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
        """Read them by kind, each once."""
        by_kind = {wish["kind"]: {k: v for k, v in wish.items() if k != "kind"} for wish in given}
        if len(by_kind) < len(given):
            raise serializers.ValidationError("Name each kind once.")
        return by_kind
