from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.inventory.models import Hold, StockMovement, Warehouse
from nexus.kernel.kit.back_office import ReadOnly, Rows


class HoldInline(Rows):
    model = Hold
    fields: ClassVar = ["reference", "quantity", "shipped", "expires_at", "created_at"]


class MovementInline(Rows):
    model = StockMovement
    fields: ClassVar = [
        "happened_at",
        "kind",
        "on_hand_change",
        "reserved_change",
        "reason",
        "reference",
        "actor_id",
    ]


@admin.register(Warehouse)
class WarehouseAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Warehouses, to read: sellers open and close them."""

    list_display: ClassVar = ["name", "seller", "country", "priority", "is_active"]
    list_filter: ClassVar = ["is_active"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["name", "seller__username"]
    show_full_result_count = False
