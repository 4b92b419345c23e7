from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.taxes.actions import add_tax_rule, change_tax_rule, remove_tax_rule
from nexus.commerce.taxes.models import TaxRule
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, actor_of


@admin.register(TaxRule)
class TaxRuleAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """Tax rules, changed by the same actions as through the API."""

    list_display: ClassVar = ["country", "category", "name", "rate", "is_included", "taxes_shipping"]
    list_filter: ClassVar = ["country", "is_included"]
    list_select_related: ClassVar = ["category"]
    search_fields: ClassVar = ["name", "=country"]
    autocomplete_fields: ClassVar = ["category"]

    def save_model(self, request: HttpRequest, obj: TaxRule, form: ModelForm[TaxRule], change: Any) -> None:
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            change_tax_rule(actor_of(request), obj.pk, fields)
        else:
            obj.pk = add_tax_rule(actor_of(request), fields).pk

    def take_away(self, actor: Actor, thing: TaxRule) -> None:
        remove_tax_rule(actor, thing.pk)
