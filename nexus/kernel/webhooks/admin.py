from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from nexus.kernel.api.back_office import do_to_each
from nexus.kernel.kit.back_office import ReadOnly, Rows
from nexus.kernel.webhooks.actions import pause_endpoint, resend, resume_endpoint, send_test
from nexus.kernel.webhooks.models import Attempt, Delivery, Endpoint, EndpointState, Secret, Tail


class SecretInline(Rows):
    """When secrets were made, never what they are."""

    model = Secret
    fields: ClassVar = ["created_at", "expires_at"]


@admin.register(Endpoint)
class EndpointAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Who is told what happens; the addresses are their owners' to set."""

    list_display: ClassVar = ["url", "side", "owner", "state", "failing_since", "delivered_at"]
    list_filter: ClassVar = ["state", "side"]
    list_select_related: ClassVar = ["owner"]
    search_fields: ClassVar = ["url", "owner__username"]
    ordering: ClassVar = ["-id"]
    inlines: ClassVar = [SecretInline]
    actions: ClassVar = ["pause", "resume", "test"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        """Leave out what was deleted."""
        found: QuerySet[Endpoint] = super().get_queryset(request)
        return found.exclude(state=EndpointState.DELETED)

    @admin.action(description="Pause")
    def pause(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send these nothing for a while."""
        do_to_each(request, queryset, lambda actor, endpoint: pause_endpoint(actor, endpoint.pk), "paused")

    @admin.action(description="Resume")
    def resume(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send to these again."""
        do_to_each(request, queryset, lambda actor, endpoint: resume_endpoint(actor, endpoint.pk), "resumed")

    @admin.action(description="Send a test event")
    def test(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send these something to try them by."""
        do_to_each(
            request, queryset, lambda actor, endpoint: send_test(actor, endpoint.pk), "sent a test event"
        )


class AttemptInline(Rows):
    """What came of each try."""

    model = Attempt
    fields: ClassVar = ["at", "status", "took_ms", "answer", "error"]
    ordering: ClassVar = ["id"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What endpoints are told, and what they answered."""

    list_display: ClassVar = ["created_at", "event", "endpoint", "state", "attempts", "due_at"]
    list_filter: ClassVar = ["state"]
    list_select_related: ClassVar = ["endpoint"]
    search_fields: ClassVar = ["=event", "=event_id"]
    ordering: ClassVar = ["-created_at", "-id"]
    inlines: ClassVar = [AttemptInline]
    actions: ClassVar = ["send_again"]
    show_full_result_count = False

    @admin.action(description="Send again")
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Send these anew."""
        do_to_each(
            request, queryset, lambda actor, sent: resend(actor, sent.endpoint_id, sent.pk), "sent again"
        )


@admin.register(Tail)
class TailAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """How far the log has been read for everyone, and which replays are under way."""

    list_display: ClassVar = ["created_at", "endpoint", "since", "position", "until"]
    list_select_related: ClassVar = ["endpoint"]
    ordering: ClassVar = ["-id"]
