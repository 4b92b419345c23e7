from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.kernel.currencies.models import ExchangeRate
from nexus.kernel.kit.back_office import ReadOnly


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Exchange rates, to read: their provider says them."""

    list_display: ClassVar = ["day", "base", "currency", "rate", "source", "as_of", "is_current"]
    list_filter: ClassVar = ["base", "source"]
    search_fields: ClassVar = ["=currency"]
    fields: ClassVar = ["base", "currency", "day", "rate", "source", "as_of"]
    ordering: ClassVar = ["-day", "base", "currency"]
    show_full_result_count = False

    @admin.display(boolean=True, description="Current")
    def is_current(self, rate: ExchangeRate) -> bool:
        return not rate.is_stale
