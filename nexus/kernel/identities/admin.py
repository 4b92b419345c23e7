from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.identities.models import Identity
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(Identity)
class IdentityAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Which accounts are signed in to with an identity of another's keeping, to read."""

    list_display: ClassVar = ["user", "provider", "uid", "date_joined", "last_login"]
    list_filter: ClassVar = ["provider"]
    list_select_related: ClassVar = ["user"]
    search_fields: ClassVar = ["user__username", "user__email", "=uid"]
    show_full_result_count = False
