from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.api.models import OnceAnswered
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(OnceAnswered)
class OnceAnsweredAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Answers under an Idempotency-Key, to read: what was answered once stays so."""

    list_display: ClassVar = ["created_at", "route", "key", "principal", "status"]
    search_fields: ClassVar = ["=key", "=principal"]
    fields: ClassVar = ["principal", "route", "key", "status", "headers", "created_at"]
    ordering: ClassVar = ["-pk"]
