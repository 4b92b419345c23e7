from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.kit.back_office import ReadOnly
from nexus.kernel.tasks.models import DoneTask


@admin.register(DoneTask)
class DoneTaskAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Tasks that were done once and for all, to read."""

    list_display: ClassVar = ["done_at", "key"]
    search_fields: ClassVar = ["=key"]
    ordering: ClassVar = ["-done_at"]
    show_full_result_count = False
