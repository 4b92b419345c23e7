from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.jobs.postings.actions import close_job, delete_job, publish_job, reopen_job, update_job
from nexus.jobs.postings.models import Job
from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.back_office import DeletedByAction, actor_of


@admin.register(Job)
class JobAdmin(DeletedByAction, ModelAdmin):  # type: ignore[misc]
    """Jobs, changed by the same actions as through the API; they are posted by employers only."""

    list_display: ClassVar = ["title", "company_name", "employer", "status", "created_at", "closes_at"]
    list_filter: ClassVar = ["status", "employment_type", "workplace_type"]
    list_select_related: ClassVar = ["employer"]
    search_fields: ClassVar = ["title", "company_name", "=external_id"]
    autocomplete_fields: ClassVar = ["category"]
    readonly_fields: ClassVar = [
        "employer",
        "status",
        "closes_at",
        "created_at",
        "updated_at",
        "published_at",
        "closed_at",
        "source_url",
        "external_id",
    ]
    actions: ClassVar = ["publish", "close", "reopen"]
    date_hierarchy = "created_at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Job, form: ModelForm[Job], change: Any) -> None:
        fields: Any = {name: form.cleaned_data[name] for name in form.changed_data}
        update_job(actor_of(request), obj.pk, fields)

    def take_away(self, actor: Actor, thing: Job) -> None:
        delete_job(actor, thing.pk)

    @admin.action(description="Publish what waits for review")
    def publish(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        do_to_each(request, queryset, lambda actor, job: publish_job(actor, job.pk), "published")

    @admin.action(description="Close")
    def close(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        do_to_each(request, queryset, lambda actor, job: close_job(actor, job.pk), "closed")

    @admin.action(description="Reopen")
    def reopen(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        do_to_each(request, queryset, lambda actor, job: reopen_job(actor, job.pk), "open again")
