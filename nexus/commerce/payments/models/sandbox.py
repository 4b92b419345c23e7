"""The sandbox provider's own books. Payments never read them: they only ask the provider, as any other."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from nexus.commerce.orders.models.orders import money_column

LONGEST_WAIT = timedelta(hours=1)


class SandboxCharge(models.Model):
    """A charge as the sandbox provider knows it, once for each key it was asked under."""

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=40, unique=True)
    key = models.UUIDField(unique=True, help_text="The idempotency key of whoever asked.")
    token = models.CharField(max_length=255)
    status = models.CharField(max_length=15)
    reason = models.CharField(max_length=200, blank=True)
    amount = money_column()
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField(default=timezone.now)
    captured_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["captured_at"], name="sandbox_charge_by_capture")]

    def __str__(self) -> str:
        return self.reference


class SandboxRefund(models.Model):
    """A refund as the sandbox provider knows it, once for each key."""

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=40, unique=True)
    key = models.UUIDField(unique=True)
    charge = models.ForeignKey(SandboxCharge, on_delete=models.PROTECT, related_name="refunds")
    amount = money_column()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.reference


class WebhookQuerySet(models.QuerySet["SandboxWebhook"]):
    """Notices that are to be sent."""

    def take_due(self, limit: int) -> list[SandboxWebhook]:
        """Take what is due, for this sender alone; what it doesn't get rid of is due again, later each time.

        In a transaction, so that the rows stay locked until they are put off.
        """
        due = self.filter(sent_at__isnull=True, due_at__lte=timezone.now()).order_by("due_at")
        taken = list(due.select_for_update(skip_locked=True)[:limit])
        for webhook in taken:
            webhook.attempts += 1
            webhook.due_at = timezone.now() + min(timedelta(seconds=5 * 2**webhook.attempts), LONGEST_WAIT)
        self.bulk_update(taken, ["attempts", "due_at"])
        return taken


class SandboxWebhook(models.Model):
    """A notice that the sandbox provider still has to send, or has sent."""

    id = models.BigAutoField(primary_key=True)
    event_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    payload = models.JSONField()
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(sent_at__isnull=True), name="sandbox_webhook_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"

    def was_sent(self, at: datetime) -> None:
        """Note that it was taken."""
        self.sent_at = at
        self.save(update_fields=["sent_at"])
