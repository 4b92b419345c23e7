from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.aftersales.models import Return, ReturnLine
from nexus.kernel.kit.back_office import ReadOnly, Rows


class Things(Rows):
    model = ReturnLine
    list_select_related: ClassVar = ["line"]
    fields: ClassVar = ["line", "quantity", "is_restocked"]


@admin.register(Return)
class ReturnAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Returns, to read: the customer and the store take them on."""

    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    list_display: ClassVar = ["id", "customer", "seller", "status", "requested_at", "updated_at"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["customer", "seller"]
    search_fields: ClassVar = ["customer__username", "seller__username"]
    inlines: ClassVar = [Things]
    date_hierarchy = "requested_at"
    show_full_result_count = False
