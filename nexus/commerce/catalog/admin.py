from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin, TabularInline

from nexus.commerce.catalog.actions import archive_product, publish_product
from nexus.commerce.catalog.actions.products import expect_no_other_price
from nexus.commerce.catalog.actions.saving import save_product, save_with_its_variants
from nexus.commerce.catalog.actions.variants import check_variants
from nexus.commerce.catalog.models import Product, ProductImage, ProductQuerySet, Variant, VariantPrice
from nexus.commerce.catalog.models.variants import name_of_variant
from nexus.commerce.inventory.actions import change_stock, set_stock
from nexus.commerce.inventory.admin import HoldInline, MovementInline
from nexus.commerce.inventory.models import StockItem
from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.back_office import ReadOnly, actor_of


class ProductForm(ModelForm):  # type: ignore[type-arg]  # it is no generic at run time
    """What is said of a product; that it can't be sold in a currency is told beside the field."""

    def clean_currency(self) -> str:
        """Refuse what the action would."""
        currency: str = self.cleaned_data["currency"]
        try:
            expect_no_other_price(self.instance, currency)
        except Unprocessable as refusal:
            raise ValidationError(refusal.message) from refusal
        return currency


class VariantFormSet(BaseInlineFormSet):  # type: ignore[type-arg]  # it is no generic at run time
    """What is said of a product's variants; that they don't fit together is told above them."""

    def clean(self) -> None:
        """Refuse what the action would."""
        super().clean()
        if any(self.errors):
            return
        said = [form for form in self.forms if form in self.initial_forms or form.has_changed()]
        kept = [form.instance for form in said if form not in self.deleted_forms]
        try:
            check_variants(kept, self.instance.currency)
        except Unprocessable as refusal:
            raise ValidationError(refusal.message) from refusal
        except ValidationError as refusal:
            raise ValidationError(refusal.messages) from refusal


class VariantInline(TabularInline):  # type: ignore[misc]
    model = Variant
    formset = VariantFormSet
    fields: ClassVar = ["options", "sku", "price", "compare_at_price", "stock", "weight_grams", "position"]
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
    form = ProductForm
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
        do_to_each(request, products, lambda actor, product: publish_product(actor, product.pk), "on sale")

    @admin.action(description="Take off")
    def take_off(self, request: HttpRequest, products: ProductQuerySet) -> None:
        do_to_each(request, products, lambda actor, product: archive_product(actor, product.pk), "taken off")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        return False  # it is taken off: what was ordered of it keeps pointing to it

    def save_model(self, request: HttpRequest, obj: Product, form: Any, change: bool) -> None:  # noqa: FBT001
        save_product(obj)

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001
        stocks = {
            variant.instance.pk: variant.cleaned_data["stock"]
            for formset in formsets
            if formset.model is Variant
            for variant in formset
            if "stock" in variant.changed_data
        }
        for variant_id, stock in stocks.items():  # before the variants are written: see `restock`
            set_stock(actor_of(request), form.instance.seller_id, variant_id, stock)
        super().save_related(request, form, formsets, change)
        save_with_its_variants(form.instance, actor_of(request))


@admin.register(VariantPrice)
class VariantPriceAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Prices in further currencies, to read: sellers set them."""

    list_display: ClassVar = ["variant_id", "currency", "price", "compare_at_price"]
    list_filter: ClassVar = ["currency"]
    search_fields: ClassVar = ["=variant__id", "variant__sku", "variant__product__name"]
    show_full_result_count = False


@admin.register(StockItem)
class StockItemAdmin(ModelAdmin):  # type: ignore[misc]
    """Stock with its holds and its history: from when on it is low can be said, the rest is to read.

    It is here, where what lies in a warehouse has a name.
    """

    list_display: ClassVar = ["called", "warehouse", "seller", "on_hand", "reserved", "low_stock_threshold"]
    readonly_fields: ClassVar = ["variant_id", "warehouse", "on_hand", "reserved"]
    list_select_related: ClassVar = ["warehouse__seller"]
    search_fields: ClassVar = ["=variant_id", "warehouse__name", "warehouse__seller__username"]
    inlines: ClassVar = [HoldInline, MovementInline]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StockItem | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: StockItem, form: Any, change: bool) -> None:  # noqa: FBT001
        change_stock(actor_of(request), obj.pk, {"low_stock_threshold": obj.low_stock_threshold})

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockItem]:
        found: QuerySet[StockItem] = (
            super().get_queryset(request).annotate(called=name_of_variant("variant_id"))
        )
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        item = self.get_object(request, unquote(object_id))
        named = {"subtitle": f"{self.called(item)} in {item.warehouse}"} if item else {}
        answer: HttpResponse = super().change_view(
            request, object_id, form_url, named | (extra_context or {})
        )
        return answer

    @admin.display(description="What")
    def called(self, item: Any) -> str:
        return item.called or "No longer offered"

    @admin.display(ordering="warehouse__seller__username")
    def seller(self, item: StockItem) -> str:
        return item.warehouse.seller.username
