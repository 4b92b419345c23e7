from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.orders.models import Order, OrderLine, OrderPart, OrderStep
from nexus.kernel.kit.back_office import ReadOnly, Rows


class Parts(Rows):
    model = OrderPart
    list_select_related: ClassVar = ["order", "seller__store"]
    fields: ClassVar = [
        "seller",
        "status",
        "items_total",
        "discount_total",
        "shipping_name",
        "shipping_total",
        "tax_total",
        "total",
    ]
    show_change_link = True


class Lines(Rows):
    model = OrderLine
    fields: ClassVar = [
        "name",
        "sku",
        "options",
        "unit_price",
        "quantity",
        "discount",
        "tax",
        "total",
        "commission_rate",
        "shipped_quantity",
        "refunded_total",
    ]


class History(Rows):
    model = OrderStep
    list_select_related: ClassVar = ["actor", "part__order", "part__seller__store"]
    fields: ClassVar = ["happened_at", "part", "before", "after", "actor", "reason"]


@admin.register(Order)
class OrderAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Orders, to read: customers place and cancel them, payments and sellers move them on."""

    list_display: ClassVar = ["number", "customer", "status", "total", "currency", "placed_at"]
    list_filter: ClassVar = ["status", "currency"]
    list_select_related: ClassVar = ["customer"]
    search_fields: ClassVar = ["=serial", "=customer__username"]
    search_help_text = "The digits of its number, or its customer's username."
    inlines: ClassVar = [Parts, History]
    date_hierarchy = "placed_at"
    show_full_result_count = False


@admin.register(OrderPart)
class PartAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Sellers' parts of orders, to read."""

    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    list_display: ClassVar = ["order", "seller", "status", "total", "placed_at", "paid_at"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["order", "seller"]
    search_fields: ClassVar = ["=order__serial", "=seller__username"]
    inlines: ClassVar = [Lines]
    show_full_result_count = False
