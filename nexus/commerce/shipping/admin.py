from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.shipping.actions import add_method, change_method, remove_method
from nexus.commerce.shipping.carriers import known_carrier
from nexus.commerce.shipping.models import ShippingMethod
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, actor_of


class ShippingMethodForm(ModelForm):  # type: ignore[type-arg]  # it is no generic at run time
    """What is said of a way of sending; that its carrier isn't known is told beside the field."""

    def clean_carrier(self) -> str:
        """Refuse what the action would."""
        carrier: str = self.cleaned_data["carrier"]
        known_carrier(carrier)
        return carrier


@admin.register(ShippingMethod)
class ShippingMethodAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """Ways of sending, changed by the same actions as through the API; to delete one ends it."""

    form = ShippingMethodForm
    list_display: ClassVar = ["name", "seller", "currency", "price", "price_per_kg", "free_over", "is_active"]
    list_filter: ClassVar = ["is_active", "currency"]
    list_select_related: ClassVar = ["seller"]
    search_fields: ClassVar = ["name", "seller__username"]
    autocomplete_fields: ClassVar = ["seller"]

    def get_readonly_fields(self, request: HttpRequest, obj: ShippingMethod | None = None) -> list[str]:
        return ["seller"] if obj else []

    def save_model(
        self, request: HttpRequest, obj: ShippingMethod, form: ModelForm[ShippingMethod], change: Any
    ) -> None:
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            change_method(actor_of(request), obj.pk, fields)
        else:
            obj.pk = add_method(actor_of(request), fields).pk

    def take_away(self, actor: Actor, thing: ShippingMethod) -> None:
        remove_method(actor, thing.pk)
