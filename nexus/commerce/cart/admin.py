from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.cart.models import Cart, CartItem
from nexus.kernel.kit.back_office import ReadOnly, Rows


class Items(Rows):
    model = CartItem
    list_select_related: ClassVar = ["variant"]
    fields: ClassVar = ["name", "variant", "quantity", "seen_price", "seen_currency", "added_at"]


@admin.register(Cart)
class CartAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Carts, to read: they are their customers'."""

    list_display: ClassVar = ["id", "customer", "updated_at", "created_at"]
    list_select_related: ClassVar = ["customer"]
    search_fields: ClassVar = ["customer__username"]
    fields: ClassVar = ["customer", "created_at", "updated_at"]
    readonly_fields: ClassVar = ["created_at", "updated_at"]
    inlines: ClassVar = [Items]
    date_hierarchy = "updated_at"
    show_full_result_count = False
