from datetime import datetime
from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.api.ids import IdField
from nexus.kernel.webhooks.models import Endpoint
from nexus.kernel.webhooks.models.endpoints import MOST_PATTERNS, PATTERN_LENGTH

_PATTERN = r"^(\*|[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?)$"


class EndpointInput(serializers.ModelSerializer[Endpoint]):
    """Where to send what, and whose events; `*` at the end stands for all that begin so."""

    example: ClassVar[dict[str, Any]] = {
        "url": "https://example.com/webhooks",
        "events": ["*"],
        "description": "Our records",
    }

    events = serializers.ListField(
        child=serializers.RegexField(
            _PATTERN,
            max_length=PATTERN_LENGTH,
            error_messages={"invalid": "Give an event's name, or its beginning and .*"},
        ),
        min_length=1,
        max_length=MOST_PATTERNS,
    )

    class Meta:
        model = Endpoint
        fields = ["url", "events", "description"]

    def validate_events(self, events: list[str]) -> list[str]:
        """Keep each once, in their order."""
        return [*dict.fromkeys(events)]


class NewEndpointInput(EndpointInput):
    """A new endpoint; whose events it hears is fixed from then on."""

    side = serializers.CharField(max_length=20, required=False)
    owner = IdField(required=False)

    class Meta(EndpointInput.Meta):
        fields = [*EndpointInput.Meta.fields, "side", "owner"]


class ReplayInput(serializers.Serializer[Any]):
    """From when on, and up to when, what happened is sent anew."""

    example: ClassVar[dict[str, Any]] = {"since": "2026-11-21T00:00:00Z", "until": "2026-11-21T12:00:00Z"}

    since = serializers.DateTimeField()
    until = serializers.DateTimeField(required=False)

    def validate(self, attrs: dict[str, datetime]) -> dict[str, datetime]:
        """Refuse a while that ends before it begins."""
        if "until" in attrs and attrs["until"] <= attrs["since"]:
            raise serializers.ValidationError({"until": "This has to be after `since`."})
        return attrs
