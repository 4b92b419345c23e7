from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, actor_of
from nexus.kernel.taxonomy.actions import BELOW_ITSELF, create_category, delete_category, update_category
from nexus.kernel.taxonomy.models import Category


class CategoryForm(ModelForm):  # type: ignore[type-arg]  # it is no generic at run time
    """What is said of a category; that it can't be moved below itself is told beside the field."""

    def clean_parent(self) -> Category | None:
        """Refuse what the action would."""
        parent: Category | None = self.cleaned_data["parent"]
        if parent and self.instance.pk and parent.is_under(self.instance):
            raise ValidationError(BELOW_ITSELF)
        return parent


@admin.register(Category)
class CategoryAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """Categories, changed by the same actions as through the API."""

    form = CategoryForm
    list_display: ClassVar = ["name", "slug", "parent"]
    list_select_related: ClassVar = ["parent"]
    search_fields: ClassVar = ["name", "slug"]
    autocomplete_fields: ClassVar = ["parent"]
    prepopulated_fields: ClassVar = {"slug": ["name"]}

    def save_model(self, request: HttpRequest, obj: Category, form: ModelForm[Category], change: Any) -> None:
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        if change:
            update_category(actor_of(request), obj.pk, fields)
        else:
            obj.pk = create_category(actor_of(request), fields).pk

    def take_away(self, actor: Actor, thing: Category) -> None:
        delete_category(actor, thing.pk)
