from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, models
from django.db.models import Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.orders.models.orders import money_column
from nexus.commerce.payments.models.payments import Payment
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import NOTHING


class RefundStatus(models.TextChoices):
    """How far a refund has come."""

    PROCESSING = "processing", "Asked of the provider"
    SUCCEEDED = "succeeded", "Given back"
    FAILED = "failed", "Refused by the provider"


class RefundQuerySet(models.QuerySet["Refund"]):
    """Refunds, as lists and actions want them."""

    def locked(self, refund_id: UUID) -> Refund:
        """Take a refund to change it; its order is locked before."""
        return self.select_for_update(no_key=True).get(pk=refund_id)

    def left_over(self, age: timedelta) -> RefundQuerySet:
        """Keep those that have waited for their outcome for longer than this."""
        waiting = self.filter(status=RefundStatus.PROCESSING, updated_at__lt=timezone.now() - age)
        return waiting.order_by("created_at")

    def of(self, part_id: UUID, *statuses: RefundStatus) -> RefundQuerySet:
        """Keep those of a seller's part of an order, in these states."""
        return self.filter(part=part_id, status__in=statuses)

    def sums(self) -> tuple[Decimal, Decimal]:
        """Sum up the money, and how much of it was for shipping."""
        nothing = Value(NOTHING)
        summed = self.aggregate(
            amount=Coalesce(Sum("amount"), nothing), shipping=Coalesce(Sum("shipping"), nothing)
        )
        return summed["amount"], summed["shipping"]


class Refund(models.Model):
    """Money that goes back to a customer; the provider is asked under its id, however often."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    payment = models.ForeignKey(
        Payment,
        on_delete=models.PROTECT,
        null=True,
        related_name="refunds",
        help_text="None: nothing was paid, and only the books' entries go back.",
    )
    part = models.ForeignKey(
        OrderPart,
        on_delete=models.PROTECT,
        null=True,
        related_name="refunds",
        help_text="None: a payment that no order wanted, given back whole.",
    )
    amount = money_column()
    shipping = money_column(default=0, help_text="How much of it is for shipping, its tax included.")
    status = models.CharField(max_length=10, choices=RefundStatus.choices, default=RefundStatus.PROCESSING)
    reason = models.CharField(max_length=500, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    deed_id = models.UUIDField(
        null=True, unique=True, help_text="The request that asked for it, where that may come again."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RefundQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) | Q(amount=0, payment__isnull=True), name="refund_above_zero"
            ),
        ]
        indexes = [
            models.Index(
                fields=["updated_at"], condition=Q(status="processing"), name="refund_under_way_by_age"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} ({self.status})"


# Takes what it is given or, where one hasn't as much left, too few: the caller then undoes it.
_TAKE = """
    UPDATE orders_orderline AS line
    SET refunded_quantity = line.refunded_quantity + wanted.quantity,
        refunded_total = line.refunded_total + wanted.amount
    FROM unnest(%s::uuid[], %s::int[], %s::numeric[]) AS wanted (id, quantity, amount)
    WHERE line.id = wanted.id
      AND line.refunded_quantity + wanted.quantity BETWEEN 0 AND line.quantity
      AND line.refunded_total + wanted.amount BETWEEN 0 AND line.total
"""


class RefundLineQuerySet(models.QuerySet["RefundLine"]):
    """What refunds were for."""

    def given_back(self, part_id: UUID) -> dict[UUID, tuple[int, Decimal]]:
        """Sum up, by line of a part, the pieces and the money that succeeded refunds were for."""
        succeeded = self.filter(refund__part=part_id, refund__status=RefundStatus.SUCCEEDED)
        sums = succeeded.values_list("line").annotate(Sum("quantity"), Sum("amount")).order_by()
        return {line: (quantity, amount) for line, quantity, amount in sums}

    def count_as_refunded(self, lines: Sequence[RefundLine]) -> bool:
        """Count pieces and money as refunded on the order's lines; False where one hasn't as much left."""
        return _move(lines, sign=1)

    def count_back(self, lines: Sequence[RefundLine]) -> None:
        """Take back what was counted, since the refund came to nothing."""
        _move(lines, sign=-1)


class RefundLine(models.Model):
    """What of a line a refund is for."""

    id = models.BigAutoField(primary_key=True)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="refunds")
    quantity = models.PositiveIntegerField(default=0, help_text="0: money only, the things stay.")
    amount = money_column()

    objects = RefundLineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once")]

    def __str__(self) -> str:
        return f"{self.amount} for {self.line_id}"


def _move(lines: Sequence[RefundLine], *, sign: int) -> bool:
    moved = sorted(lines, key=lambda line: line.line_id)
    columns: list[Any] = [
        [line.line_id for line in moved],
        [sign * line.quantity for line in moved],
        [sign * line.amount for line in moved],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, columns)
        return bool(cursor.rowcount == len(moved))
