from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from nexus.kernel.api.errors import NexusError
from nexus.kernel.kit.back_office import ReadOnly, actor_of
from nexus.kernel.webhooks.actions import pause_endpoint, resend, resume_endpoint, send_test
from nexus.kernel.webhooks.models import Attempt, Delivery, Endpoint, EndpointState, Secret, Tail


class SecretInline(ReadOnly, TabularInline):  # type: ignore[misc]
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
        self._each(request, queryset, pause_endpoint, "paused")

    @admin.action(description="Resume")
    def resume(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send to these again."""
        self._each(request, queryset, resume_endpoint, "resumed")

    @admin.action(description="Send a test event")
    def test(self, request: HttpRequest, queryset: QuerySet[Endpoint]) -> None:
        """Send these something to try them by."""
        self._each(request, queryset, send_test, "sent a test event")

    def _each(self, request: HttpRequest, queryset: QuerySet[Endpoint], do: Any, done: str) -> None:
        for endpoint in queryset:
            try:
                do(actor_of(request), endpoint.pk)
            except NexusError as refused:
                self.message_user(request, f"{endpoint}: {refused.message}", messages.ERROR)
            else:
                self.message_user(request, f"{endpoint}: {done}.", messages.SUCCESS)


class AttemptInline(ReadOnly, TabularInline):  # type: ignore[misc]
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
        for delivery in queryset:
            try:
                resend(actor_of(request), delivery.endpoint_id, delivery.pk)
            except NexusError as refused:
                self.message_user(request, f"{delivery}: {refused.message}", messages.ERROR)
            else:
                self.message_user(request, f"{delivery}: sent again.", messages.SUCCESS)


@admin.register(Tail)
class TailAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """How far the log has been read for everyone, and which replays are under way."""

    list_display: ClassVar = ["created_at", "endpoint", "since", "position", "until"]
    list_select_related: ClassVar = ["endpoint"]
    ordering: ClassVar = ["-id"]
