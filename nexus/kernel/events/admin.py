from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.events.bus import known_facts
from nexus.kernel.events.models import Event
from nexus.kernel.kit.back_office import ReadOnly


class KindFilter(admin.SimpleListFilter):
    """One kind of event; the kinds come from the code, since asking a long log for them is slow."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted(known_facts())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """The log, to read: nobody changes what happened."""

    list_display: ClassVar = ["happened_at", "name", "subject", "actor_id", "request_id"]
    list_filter: ClassVar = [KindFilter]
    search_fields: ClassVar = ["name", "=subject", "=request_id"]
    ordering: ClassVar = ["-position"]
    show_full_result_count = False
