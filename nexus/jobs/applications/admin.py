from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin, TabularInline

from nexus.jobs.applications.models import Application, ApplicationStep
from nexus.kernel.kit.back_office import ReadOnly


class History(ReadOnly, TabularInline):  # type: ignore[misc]
    model = ApplicationStep
    fields: ClassVar = ["happened_at", "before", "after", "actor", "note"]
    extra = 0


@admin.register(Application)
class ApplicationAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Applications, to read: they are moved by the employer and withdrawn by the applicant."""

    list_display: ClassVar = ["id", "job", "applicant", "status", "created_at"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["job", "applicant"]
    search_fields: ClassVar = ["job__title", "applicant__username"]
    inlines: ClassVar = [History]
    date_hierarchy = "created_at"
    show_full_result_count = False
