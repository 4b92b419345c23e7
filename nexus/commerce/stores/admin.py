from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.commerce.stores.actions import change_store
from nexus.commerce.stores.models import Member, Store
from nexus.kernel.kit.back_office import Rows, actor_of


class MemberInline(Rows):
    model = Member
    list_select_related: ClassVar = ["user"]
    fields: ClassVar = ["user", "role", "joined_at"]


@admin.register(Store)
class StoreAdmin(ModelAdmin):  # type: ignore[misc]
    """Stores; who works there is the owner's to say."""

    list_display: ClassVar = ["name", "owner", "country", "commission_rate"]
    list_filter: ClassVar = ["country"]
    list_select_related: ClassVar = ["owner"]
    search_fields: ClassVar = ["name", "legal_name", "owner__username"]
    readonly_fields: ClassVar = ["owner", "address", "created_at"]
    inlines: ClassVar = [MemberInline]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Store | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Store, form: Any, change: bool) -> None:  # noqa: FBT001
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        change_store(actor_of(request), obj.pk, fields)
