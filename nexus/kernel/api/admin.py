from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.api.models import OnceAnswered


@admin.register(OnceAnswered)
class OnceAnsweredAdmin(ModelAdmin):  # type: ignore[misc]
    """Answers under an Idempotency-Key, to read: what was answered once stays so."""

    list_display: ClassVar = ["created_at", "route", "key", "principal", "status"]
    search_fields: ClassVar = ["=key", "=principal"]
    fields: ClassVar = ["principal", "route", "key", "status", "headers", "created_at"]
    ordering: ClassVar = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
