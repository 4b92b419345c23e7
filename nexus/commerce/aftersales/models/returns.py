from __future__ import annotations

from typing import Any, Final, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.utils import timezone

from nexus.commerce.aftersales.models.rows import RETURNS
from nexus.commerce.orders.models import OrderLine, OrderPart, sellers_of
from nexus.commerce.payments.models import Refund
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id


class ReturnStatus(models.TextChoices):
    """How far a return has come."""

    REQUESTED = "requested", "Asked for"
    APPROVED = "approved", "Approved: send it back"
    REJECTED = "rejected", "Rejected"
    RECEIVED = "received", "Received and refunded"
    CANCELLED = "cancelled", "Withdrawn by the customer"


_S = ReturnStatus

# Every step there is. An approved return is still rejected where nothing ever came back.
STEPS: Final[dict[ReturnStatus, frozenset[ReturnStatus]]] = {
    _S.REQUESTED: frozenset({_S.APPROVED, _S.REJECTED, _S.CANCELLED}),
    _S.APPROVED: frozenset({_S.RECEIVED, _S.REJECTED, _S.CANCELLED}),
    _S.REJECTED: frozenset(),
    _S.RECEIVED: frozenset(),
    _S.CANCELLED: frozenset(),
}


class ReturnFilters(TypedDict, total=False):
    """What a list of returns can be narrowed to; None leaves it as it is."""

    status: str | None
    order: UUID | None


class ReturnQuerySet(models.QuerySet["Return"]):
    """Returns, as lists and actions want them."""

    def asked_by(self, actor: Actor) -> ReturnQuerySet:
        """Keep the actor's own, as the one who gives back."""
        return self.filter(customer=actor.id) if actor.is_signed_in else self.none()

    def asked_of(self, actor: Actor) -> ReturnQuerySet:
        """Keep those to the stores that the actor runs or works for."""
        return self.filter(seller__in=sellers_of(actor))

    def visible_to(self, actor: Actor) -> ReturnQuerySet:
        """Keep those that the actor is a party to; every one as an administrator."""
        return self if actor.is_admin else self.asked_by(actor) | self.asked_of(actor)

    def narrowed(self, **to: Unpack[ReturnFilters]) -> ReturnQuerySet:
        """Keep what fits all of the filters that are given."""
        if (order := to.get("order")) is not None:
            self = self.filter(part__order=order)  # noqa: PLW0642 (one narrowing after the other)
        return self if to.get("status") is None else self.filter(status=to["status"])

    def rows(self) -> models.QuerySet[Return, Any]:
        """Give rows with what the API shows of a return."""
        return RETURNS.of(self)


class Return(models.Model):
    """A customer's wish to give things of one seller back, and what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part = models.ForeignKey(OrderPart, on_delete=models.PROTECT, related_name="returns")
    # The part knows both; here they stand so that each one's list is a walk along an index.
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="returns", db_index=False
    )
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="returned_sales", db_index=False
    )
    status = models.CharField(max_length=9, choices=ReturnStatus.choices, default=ReturnStatus.REQUESTED)
    reason = models.CharField(max_length=500)
    answer = models.CharField(max_length=500, blank=True, help_text="What the seller says to it.")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, related_name="of_return")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReturnStatus.values), name="return_status_known"),
        ]
        indexes = [
            models.Index(fields=["customer", "requested_at", "id"], name="return_of_customer_by_age"),
            models.Index(fields=["seller", "requested_at", "id"], name="return_of_seller_by_age"),
        ]

    def __str__(self) -> str:
        return f"Return {self.pk}"

    def step_to(self, status: ReturnStatus) -> None:
        """Go to another state; InvalidTransition where no step leads there."""
        before = ReturnStatus(self.status)
        if status not in STEPS[before]:
            possible = ", ".join(sorted(STEPS[before])) or "nothing"
            raise InvalidTransition(
                f"A return can't go from {before} to {status}.",
                {"status": [f"From {before} it can go to: {possible}."]},
            )
        self.status, self.updated_at = status, timezone.now()


class ReturnLineQuerySet(models.QuerySet["ReturnLine"]):
    """What comes back."""

    def under_way(self, part_id: UUID) -> dict[UUID, int]:
        """Count by line of a part how many are asked to come back and haven't yet."""
        is_open = {"of_return__part": part_id, "of_return__status__in": [_S.REQUESTED, _S.APPROVED]}
        counted = self.filter(**is_open).values("line").annotate(asked=Sum("quantity")).order_by()
        return dict(counted.values_list("line", "asked"))

    def count_back(self, return_id: UUID) -> bool:
        """Count a return's things as back; False where of one of them fewer are out."""
        wanted = self.filter(of_return=return_id)
        number = Subquery(wanted.filter(line=OuterRef("pk")).values("quantity"))
        lines = OrderLine.objects.filter(pk__in=wanted.values("line"))
        out = lines.filter(shipped_quantity__gte=F("returned_quantity") + number)
        return out.update(returned_quantity=F("returned_quantity") + number) == wanted.count()


class ReturnLine(models.Model):
    """So many of a line that come back."""

    id = models.BigAutoField(primary_key=True)
    of_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="returns")
    quantity = models.PositiveIntegerField()
    is_restocked = models.BooleanField(default=True, help_text="Whether it can be sold again.")

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_return", "line"], name="return_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="return_line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
