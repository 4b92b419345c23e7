from typing import Any, ClassVar

from rest_framework import serializers

from nexus.kernel.api.ids import RelatedById
from nexus.kernel.taxonomy.models import Category


class CategoryInput(serializers.ModelSerializer[Category]):
    """What a client says of a category."""

    example: ClassVar[dict[str, Any]] = {"name": "Backend", "slug": "backend", "parent": None}

    serializer_related_field = RelatedById

    class Meta:
        model = Category
        fields = ["name", "slug", "description", "parent"]
        # DRF would tell a taken slug as a fault of the field: it is the action's to tell, as a conflict.
        extra_kwargs: ClassVar = {"slug": {"required": False, "allow_blank": True, "validators": []}}
