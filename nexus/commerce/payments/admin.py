from typing import ClassVar

from django.contrib import admin
from unfold.admin import ModelAdmin

from nexus.commerce.payments.models import (
    Payment,
    Receipt,
    Reconciliation,
    Refund,
    RefundLine,
    SandboxCharge,
    SandboxRefund,
    SandboxWebhook,
)
from nexus.kernel.kit.back_office import ReadOnly, Rows


class Refunds(Rows):
    model = Refund
    list_select_related: ClassVar = ["actor"]
    fields: ClassVar = ["created_at", "amount", "status", "reason", "actor"]


class Lines(Rows):
    model = RefundLine
    list_select_related: ClassVar = ["line"]
    fields: ClassVar = ["line", "quantity", "amount"]


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Payments, to read: only a provider's word moves them."""

    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    list_display: ClassVar = ["created_at", "order", "provider", "status", "amount", "refunded", "currency"]
    list_filter: ClassVar = ["status", "provider"]
    list_select_related: ClassVar = ["order"]
    search_fields: ClassVar = ["=provider_reference", "order__customer__username"]
    exclude: ClassVar = ["token", "next_action"]
    inlines: ClassVar = [Refunds]
    show_full_result_count = False


@admin.register(Refund)
class RefundAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Refunds, to read: those that failed are for somebody to see to."""

    ordering: ClassVar = ["-id"]  # ids grow with time, and have an index
    list_display: ClassVar = ["created_at", "part", "status", "amount", "shipping", "reason"]
    list_filter: ClassVar = ["status"]
    list_select_related: ClassVar = ["part__order", "part__seller__store"]
    search_fields: ClassVar = ["=provider_reference", "reason"]
    inlines: ClassVar = [Lines]
    show_full_result_count = False


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """Webhooks as they came in, and what came of them."""

    list_display: ClassVar = ["received_at", "provider", "kind", "event_id", "handled_at", "outcome"]
    list_filter: ClassVar = ["provider", ("handled_at", admin.EmptyFieldListFilter)]
    search_fields: ClassVar = ["=event_id"]
    show_full_result_count = False


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What comparing with a provider's statement has found."""

    list_display: ClassVar = ["made_at", "provider", "since", "until", "matched", "put_right", "to_look_at"]
    list_filter: ClassVar = ["provider"]
    search_fields: ClassVar = ["provider"]

    @admin.display(description="put right")
    def put_right(self, made: Reconciliation) -> int:
        return len(made.mended)

    @admin.display(description="to look at")
    def to_look_at(self, made: Reconciliation) -> int:
        return len(made.open)


@admin.register(SandboxCharge)
class SandboxChargeAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """The sandbox's own books of charges."""

    list_display: ClassVar = ["created_at", "reference", "token", "status", "amount", "currency"]
    list_filter: ClassVar = ["status"]
    search_fields: ClassVar = ["=reference"]


@admin.register(SandboxRefund)
class SandboxRefundAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """The sandbox's own books of refunds."""

    list_display: ClassVar = ["created_at", "reference", "charge", "amount"]
    list_select_related: ClassVar = ["charge"]
    search_fields: ClassVar = ["=reference"]


@admin.register(SandboxWebhook)
class SandboxWebhookAdmin(ReadOnly, ModelAdmin):  # type: ignore[misc]
    """What the sandbox has sent, or still has to."""

    list_display: ClassVar = ["due_at", "kind", "event_id", "attempts", "sent_at"]
    search_fields: ClassVar = ["=event_id"]
