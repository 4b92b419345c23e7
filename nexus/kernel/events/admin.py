from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from unfold.admin import ModelAdmin

from nexus.kernel.access import can
from nexus.kernel.events.actions.replaying import resend
from nexus.kernel.events.hearing import known_facts
from nexus.kernel.events.models import Delivery, Event
from nexus.kernel.kit.back_office import ReadOnly, actor_of


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

    list_display: ClassVar = ["happened_at", "name", "subject", "sequence", "actor_id", "request_id"]
    list_filter: ClassVar = [KindFilter]
    search_fields: ClassVar = ["name", "=subject", "=request_id"]
    ordering: ClassVar = ["-position"]
    show_full_result_count = False


class StateFilter(admin.SimpleListFilter):
    """What a delivery waits for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("given_up", "given up"), ("retrying", "to be tried again"), ("waiting", "on its way")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        match self.value():
            case "given_up":
                return queryset.filter(failed_at__isnull=False)
            case "retrying":
                return queryset.filter(failed_at=None).exclude(error="")
            case "waiting":
                return queryset.filter(failed_at=None, error="")
        return queryset


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What receivers have still to hear, or was given up, with its error; done, it is gone from here."""

    list_display: ClassVar = [
        "happened_at",
        "fact",
        "receiver",
        "attempts",
        "due_at",
        "failed_at",
        "last_line",
    ]
    fields: ClassVar = [
        "happened_at",
        "position",
        "fact",
        "receiver",
        "attempts",
        "due_at",
        "handed",
        "handed_at",
        "failed_at",
        "trace",
    ]
    list_filter: ClassVar = [StateFilter, "receiver"]
    search_fields: ClassVar = ["=position", "receiver"]
    ordering: ClassVar = ["-position"]
    actions: ClassVar = ["send_again"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Look the events' names up together with their deliveries."""
        found: QuerySet[Delivery] = super().get_queryset(request)
        return found.with_facts()  # type: ignore[attr-defined,no-any-return]

    @admin.display(description="event")
    def fact(self, delivery: Delivery) -> str:
        """Name what is to be heard."""
        name: str | None = delivery.fact  # type: ignore[attr-defined]
        return name or "no longer in the log"

    @admin.display(description="error")
    def last_line(self, delivery: Delivery) -> str:
        """Say what went wrong, in a line."""
        return delivery.error.rstrip().rpartition("\n")[2]

    @admin.display(description="error")
    def trace(self, delivery: Delivery) -> str:
        """Say what went wrong, line by line."""
        return format_html('<div class="break-words">{}</div>', linebreaksbr(delivery.error))

    @admin.action(description="Send again those that were given up", permissions=["resend"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Begin anew with those that were given up."""
        number = resend(actor_of(request), queryset)
        self.message_user(request, f"{number} sent again.", messages.SUCCESS)

    def has_resend_permission(self, request: HttpRequest) -> bool:
        """Tell whether this member of staff may have them sent again."""
        return can(actor_of(request), "events.resend_delivery")
