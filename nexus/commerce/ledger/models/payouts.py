from __future__ import annotations

from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Aggregate, Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from nexus.commerce.stores.models import StoreRole, sellers_run_by
from nexus.kernel.database.encrypted import EncryptedTextField
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id


class BatchStatus(models.TextChoices):
    """How far a batch of payouts has come."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent to the bank"
    SETTLED = "settled", "Settled"


class BatchQuerySet(models.QuerySet["PayoutBatch"]):
    """Batches of payouts."""

    def with_totals(self) -> BatchQuerySet:
        """Add what a batch comes to, of how many payouts; what failed isn't in its total.

        Each batch's own payouts are summed up, so that a page of batches reads no others.
        """
        own = Payout.objects.filter(batch=OuterRef("pk")).order_by()
        left, failed = own.exclude(status=PayoutStatus.FAILED), own.filter(status=PayoutStatus.FAILED)
        return self.annotate(
            total=Cast(_of_each(left, Sum("amount")), models.BigIntegerField()),
            payouts_count=_of_each(left, Count("pk")),
            failed_count=_of_each(failed, Count("pk")),
            skipped_count=_of_each(PayoutSkip.objects.filter(batch=OuterRef("pk")).order_by(), Count("pk")),
        )

    def rows(self) -> models.QuerySet[PayoutBatch, Any]:
        """Give plain rows with what the API shows of a batch."""
        totalled: Any = self.with_totals()
        rows: models.QuerySet[PayoutBatch, Any] = totalled.values(
            "id",
            "currency",
            "status",
            "total",
            "payouts_count",
            "failed_count",
            "skipped_count",
            "created_at",
            "sent_at",
            "settled_at",
        )
        return rows


class PayoutBatch(models.Model):
    """Payouts that go to the bank in one file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    currency = models.CharField(max_length=3, validators=[known_currency])
    status = models.CharField(max_length=8, choices=BatchStatus.choices, default=BatchStatus.DRAFT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "payout batches"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=BatchStatus.values), name="payout_batch_status_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.created_at:%Y-%m-%d}"


class PayoutStatus(models.TextChoices):
    """How far a payout has come."""

    PENDING = "pending", "Pending"
    SENT = "sent", "Sent"
    PAID = "paid", "Paid"
    FAILED = "failed", "Failed"


class PayoutFilters(TypedDict, total=False):
    """What a list of payouts can be narrowed to; None leaves it as it is."""

    status: str | None
    seller: UUID | None
    batch: UUID | None


class PayoutQuerySet(models.QuerySet["Payout"]):
    """Payouts, as lists and files want them."""

    def visible_to(self, actor: Actor) -> PayoutQuerySet:
        """Keep the actor's own and those of stores that the actor manages; every one as an administrator."""
        if actor.is_admin:
            return self
        return self.filter(seller__in=sellers_run_by(actor, StoreRole.MANAGER))

    def narrowed(self, **to: Unpack[PayoutFilters]) -> PayoutQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def for_the_bank(self) -> models.QuerySet[Payout, Any]:
        """Give plain rows with what stands in the bank's file, in its order; what failed isn't in it."""
        return (
            self.exclude(status=PayoutStatus.FAILED)
            .order_by("id")
            .values(
                "id",
                "amount",
                "holder",
                "iban",
                "bic",
                "seller_id",
                "seller__username",
                "seller__store__name",
                "seller__store__legal_name",
            )
        )

    def rows(self) -> models.QuerySet[Payout, Any]:
        """Give plain rows with what the API shows of a payout."""
        return self.values(
            "id",
            "batch_id",
            "batch__currency",
            "seller_id",
            "seller__username",
            "amount",
            "status",
            "reason",
            "created_at",
            "updated_at",
        )


class Payout(models.Model):
    """What a seller gets of what is owed to them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="payouts", db_index=False)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="payouts", db_index=False
    )
    amount = models.BigIntegerField(help_text="In the currency's smallest coins.")
    status = models.CharField(max_length=8, choices=PayoutStatus.choices, default=PayoutStatus.PENDING)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it failed.")
    # As the account was when the batch was made; None in batches from before accounts were kept.
    holder = EncryptedTextField(null=True, editable=False)
    iban = EncryptedTextField(null=True, editable=False)
    bic = models.CharField(max_length=11, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "seller"], name="payout_once_per_batch"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_above_zero"),
            models.CheckConstraint(condition=Q(status__in=PayoutStatus.values), name="payout_status_known"),
        ]
        indexes = [
            models.Index(fields=["seller", "created_at", "id"], name="payout_of_seller_by_age"),
            models.Index(fields=["created_at", "id"], name="payout_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} to {self.seller_id}"


class PayoutSkipQuerySet(models.QuerySet["PayoutSkip"]):
    """Who was left out."""

    def rows(self) -> models.QuerySet[PayoutSkip, Any]:
        """Give plain rows with what the API shows of who was left out."""
        return self.values("id", "batch__currency", "seller_id", "seller__username", "amount", "reason")


class PayoutSkip(models.Model):
    """A seller who would have been paid by a batch, and why that couldn't be; the money stays owed."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(PayoutBatch, on_delete=models.PROTECT, related_name="skips", db_index=False)
    seller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    amount = models.BigIntegerField(help_text="In the currency's smallest coins.")
    reason = models.CharField(max_length=200)

    objects = PayoutSkipQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "seller"], name="payout_skipped_once_per_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id}: {self.reason}"


def _of_each(rows: models.QuerySet[Any], sum_of: Aggregate) -> Coalesce:
    return Coalesce(Subquery(rows.values("batch").annotate(of_batch=sum_of).values("of_batch")), 0)
