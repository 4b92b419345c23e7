from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from nexus.commerce.orders.models import Order
from nexus.commerce.orders.models.orders import money_column
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id


class PaymentStatus(models.TextChoices):
    """How far a payment has come, whoever told it: the provider's answer, its webhook or its statement."""

    PROCESSING = "processing", "Asked of the provider"
    REQUIRES_ACTION = "requires_action", "Waiting for the customer's second step"
    SUCCEEDED = "succeeded", "Captured"
    DECLINED = "declined", "Declined"
    CANCELLED = "cancelled", "Given up"
    UNWANTED = "unwanted", "Captured, but no order wanted it: it goes back"


UNDER_WAY: Final = (PaymentStatus.PROCESSING, PaymentStatus.REQUIRES_ACTION)
CAPTURED: Final = (PaymentStatus.SUCCEEDED, PaymentStatus.UNWANTED)
_LIVE = [PaymentStatus.PROCESSING, PaymentStatus.REQUIRES_ACTION, PaymentStatus.SUCCEEDED]


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Payments, as lists and actions want them."""

    def visible_to(self, actor: Actor) -> PaymentQuerySet:
        """Keep those of the actor's orders; every one as an administrator. Sellers see none."""
        if actor.is_admin:
            return self
        return self.filter(order__customer=actor.id) if actor.is_signed_in else self.none()

    def of(self, order_id: UUID) -> PaymentQuerySet:
        """Keep the tries to pay one order."""
        return self.filter(order=order_id)

    def under_way(self) -> PaymentQuerySet:
        """Keep those whose outcome is still to come."""
        return self.filter(status__in=UNDER_WAY)

    def live(self) -> PaymentQuerySet:
        """Keep those that are under way, or have paid the order."""
        return self.filter(status__in=_LIVE)

    def left_over(self, age: timedelta) -> PaymentQuerySet:
        """Keep those that have waited for their outcome for longer than this."""
        return self.under_way().filter(updated_at__lt=timezone.now() - age).order_by("created_at")

    def locked(self, payment_id: UUID) -> Payment:
        """Take a payment to change it; its order is locked before."""
        return self.select_for_update(no_key=True).get(pk=payment_id)

    def take_back(self, payment_id: UUID, amount: Decimal) -> bool:
        """Count an amount as refunded, if there is as much left of what was captured; False otherwise."""
        enough = self.filter(pk=payment_id, amount__gte=F("refunded") + amount)
        return bool(enough.update(refunded=F("refunded") + amount, updated_at=timezone.now()))

    def note_silence(self, payment_id: UUID) -> None:
        """Note that its provider has left the question open, and knows nothing of it as far as we know."""
        unknown = self.filter(pk=payment_id, status=PaymentStatus.PROCESSING, provider_reference="")
        unknown.update(unanswered_at=timezone.now())

    def rows(self) -> models.QuerySet[Payment, Any]:
        """Give plain rows with what the API shows of a payment."""
        return self.values(
            "id",
            "order_id",
            "order__serial",
            "order__status",
            "provider",
            "status",
            "amount",
            "refunded",
            "currency",
            "next_action",
            "decline_reason",
            "created_at",
        )


class Payment(models.Model):
    """One try to pay an order; the provider is asked under its id, however often."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments", db_index=False)
    provider = models.CharField(max_length=20)
    token = models.CharField(
        max_length=255, help_text="What stands for the customer's means of payment; never a card."
    )
    status = models.CharField(max_length=15, choices=PaymentStatus.choices, default=PaymentStatus.PROCESSING)
    amount = money_column()
    refunded = money_column(default=0)
    currency = models.CharField(max_length=3, validators=[known_currency])
    provider_reference = models.CharField(max_length=100, blank=True)
    next_action = models.JSONField(
        null=True, help_text="What the customer has to do, while that is waited for."
    )
    decline_reason = models.CharField(max_length=200, blank=True)
    deed_id = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="The request that began it, where that may come again.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    captured_at = models.DateTimeField(null=True, editable=False)
    unanswered_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when its provider is silent, and nobody asks it."
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status__in=_LIVE),
                name="payment_live_once_per_order",
                violation_error_message="A payment of this order is under way or done already.",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payment_once_per_provider_reference",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_above_zero"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("amount")),
                name="payment_refunded_at_most_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["order", "created_at"], name="payment_of_order"),
            models.Index(
                fields=["updated_at"],
                condition=Q(status__in=["processing", "requires_action"]),
                name="payment_under_way_by_age",
            ),
            models.Index(fields=["provider", "captured_at"], name="payment_by_capture"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} ({self.status})"

    @property
    def is_under_way(self) -> bool:
        """Tell whether its outcome is still to come."""
        return self.status in UNDER_WAY

    @property
    def can_be_given_up(self) -> bool:
        """Tell whether no answer is on its way: a step is waited for, or the provider is silent."""
        is_silent = self.status == PaymentStatus.PROCESSING and self.unanswered_at is not None
        return is_silent or self.status == PaymentStatus.REQUIRES_ACTION

    @property
    def is_captured(self) -> bool:
        """Tell whether the customer's money was taken."""
        return self.status in CAPTURED
