from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.imports.models import ImportedProduct


@admin.register(ImportedProduct)
class ImportedProductAdmin(ModelAdmin):  # type: ignore[misc]
    """Which product came from which row, to read: only an import writes it."""

    list_display: ClassVar = ["key", "product", "seller"]
    list_select_related: ClassVar = ["product", "seller"]
    search_fields: ClassVar = ["key", "product__name", "seller__username"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
