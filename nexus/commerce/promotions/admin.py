from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.promotions.actions import change_coupon, create_coupon, deactivate_coupon
from nexus.commerce.promotions.models import Coupon, CouponUse
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, Rows, actor_of


class Uses(Rows):
    model = CouponUse
    list_select_related: ClassVar = ["user"]
    fields: ClassVar = ["order_id", "user", "used_at"]


@admin.register(Coupon)
class CouponAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """Coupons, changed by the same actions as through the API; to delete one is to take it out of use."""

    list_display: ClassVar = ["code", "seller", "kind", "value", "currency", "uses", "most_uses", "is_active"]
    list_filter: ClassVar = ["is_active", "kind"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["code", "seller__username"]
    autocomplete_fields: ClassVar = ["seller"]
    readonly_fields: ClassVar = ["uses", "created_at"]
    inlines: ClassVar = [Uses]

    def get_readonly_fields(self, request: HttpRequest, obj: Coupon | None = None) -> list[str]:
        return ["code", "seller", *self.readonly_fields] if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Coupon, form: ModelForm[Coupon], change: Any) -> None:
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            change_coupon(actor_of(request), obj.pk, fields)
        else:
            obj.pk = create_coupon(actor_of(request), fields).pk

    def take_away(self, actor: Actor, thing: Coupon) -> None:
        deactivate_coupon(actor, thing.pk)
