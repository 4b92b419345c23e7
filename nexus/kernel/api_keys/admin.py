from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.api_keys.actions import revoke_key
from nexus.kernel.api_keys.models import ApiKey
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Which machines act for whom, to read and to revoke."""

    list_display: ClassVar = [
        "name",
        "user",
        "prefix",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    list_filter: ClassVar = [("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["name", "prefix", "user__username", "user__email"]
    exclude: ClassVar = ["digest"]
    actions: ClassVar = ["revoke"]
    show_full_result_count = False

    @admin.action(description="Revoke these keys now")
    def revoke(self, request: HttpRequest, chosen: QuerySet[ApiKey]) -> None:
        """Take these back."""
        do_to_each(request, chosen, lambda actor, key: revoke_key(actor, key.pk), "revoked")
