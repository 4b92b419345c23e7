from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.imports.models import ImportedProduct
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(ImportedProduct)
class ImportedProductAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Which product came from which row, to read: only an import writes it."""

    list_display: ClassVar = ["key", "product", "seller"]
    list_select_related: ClassVar = ["product", "seller"]
    search_fields: ClassVar = ["key", "product__name", "seller__username"]
    show_full_result_count = False
