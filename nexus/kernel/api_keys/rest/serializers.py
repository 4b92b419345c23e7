from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.api_keys.actions import LONGEST_DAYS, USUAL_DAYS
from nexus.kernel.api_keys.models import ApiKey


class ApiKeyInput(serializers.ModelSerializer[ApiKey]):
    """What a key is for, what it may, and for how many days."""

    example: ClassVar[dict[str, Any]] = {
        "name": "Category sync",
        "scopes": ["categories:read", "categories:write"],
        "days": 90,
    }

    scopes = serializers.ListField(child=serializers.CharField(max_length=50), min_length=1, max_length=50)
    days = serializers.IntegerField(min_value=1, max_value=LONGEST_DAYS, default=USUAL_DAYS)

    class Meta:
        model = ApiKey
        fields = ["name", "scopes", "days"]
