from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.fulfilment.models import Shipment, ShipmentLine
from nexus.kernel.kit.back_office import ReadOnly, Rows


class Contents(Rows):
    model = ShipmentLine
    list_select_related: ClassVar = ["line"]
    fields: ClassVar = ["line", "quantity"]


@admin.register(Shipment)
class ShipmentAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Parcels, to read: they are sent and corrected by the store."""

    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    list_display: ClassVar = ["id", "part", "carrier", "tracking_number", "shipped_at", "delivered_at"]
    list_filter: ClassVar = [("delivered_at", admin.EmptyFieldListFilter)]
    list_select_related: ClassVar = ["part__order", "part__seller__store"]
    search_fields: ClassVar = ["tracking_number", "carrier"]
    inlines: ClassVar = [Contents]
    date_hierarchy = "shipped_at"
    show_full_result_count = False
