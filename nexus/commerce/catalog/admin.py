from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from nexus.commerce.catalog.actions import archive_product, publish_product
from nexus.commerce.catalog.actions.saving import save_product, save_with_its_variants
from nexus.commerce.catalog.models import Product, ProductImage, ProductQuerySet, Variant
from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import actor_of


class VariantInline(TabularInline):  # type: ignore[misc]
    model = Variant
    fields: ClassVar = ["options", "sku", "price", "compare_at_price", "stock", "position"]
    extra = 0
    min_num = 1
    validate_min = True


class ImageInline(TabularInline):  # type: ignore[misc]
    model = ProductImage
    fields: ClassVar = ["alt", "position", "full", "source_url"]
    readonly_fields: ClassVar = ["full", "source_url"]
    extra = 0
    max_num = 0
    can_delete = False


@admin.register(Product)
class ProductAdmin(ModelAdmin):  # type: ignore[misc]
    list_display: ClassVar = ["name", "seller", "category", "price", "currency", "status", "is_featured"]
    list_filter: ClassVar = ["status", "is_featured", "currency"]
    list_select_related: ClassVar = ["seller", "category"]
    search_fields: ClassVar = ["name", "slug", "brand"]
    autocomplete_fields: ClassVar = ["category"]
    readonly_fields: ClassVar = [
        "seller",
        "status",
        "price",
        "compare_at_price",
        "attributes",
        "created_at",
        "updated_at",
    ]
    inlines: ClassVar = [VariantInline, ImageInline]
    actions: ClassVar = ["put_on_sale", "take_off"]
    show_full_result_count = False

    @admin.action(description="Put on sale")
    def put_on_sale(self, request: HttpRequest, products: ProductQuerySet) -> None:
        self._each(request, products, publish_product, "on sale")

    @admin.action(description="Take off")
    def take_off(self, request: HttpRequest, products: ProductQuerySet) -> None:
        self._each(request, products, archive_product, "taken off")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False  # it is taken off: what was ordered of it keeps pointing to it

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:  # noqa: FBT001
        save_product(obj)

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        save_with_its_variants(form.instance, actor_of(request))

    def _each(
        self, request: HttpRequest, products: ProductQuerySet, action: Callable[[Actor, UUID], Any], done: str
    ) -> None:
        count = 0
        for product in products:
            try:
                action(actor_of(request), product.pk)
            except NexusError as error:
                self.message_user(request, f"{product}: {error.message}", messages.WARNING)
            else:
                count += 1
        self.message_user(request, f"{count} products {done}.")
