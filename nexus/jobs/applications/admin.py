from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.jobs.applications.models import Application, ApplicationStep
from nexus.kernel.kit.back_office import ReadOnly, Rows


class History(Rows):
    model = ApplicationStep
    list_select_related: ClassVar = ["actor"]
    fields: ClassVar = ["happened_at", "before", "after", "actor", "note"]


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
