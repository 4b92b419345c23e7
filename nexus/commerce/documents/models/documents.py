from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.commerce.documents.models.contents import Contents
from nexus.commerce.documents.models.kinds import DocumentKind, called
from nexus.commerce.orders.models import OrderPart
from nexus.commerce.payments.models import Refund
from nexus.commerce.stores.models import StoreRole, of_stores_run_by
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, as the parties to a sale want them."""

    def visible_to(self, actor: Actor) -> DocumentQuerySet:
        """Keep what the actor bought, sold, or manages the store of; every one as an administrator."""
        if actor.is_admin:
            return self
        if not actor.is_signed_in:
            return self.none()
        return self.filter(Q(part__order__customer=actor.id) | of_stores_run_by(actor, StoreRole.MANAGER))

    def of_order(self, order_id: UUID) -> DocumentQuerySet:
        """Keep those of one order."""
        return self.filter(part__order=order_id)

    def credits(self, part_id: UUID) -> DocumentQuerySet:
        """Keep the credit notes of a seller's part of an order, as they were issued."""
        return self.filter(part=part_id, kind=DocumentKind.CREDIT_NOTE).order_by("number")

    def rows(self) -> models.QuerySet[Document, Any]:
        """Give plain rows with what the API shows of a document."""
        return self.values(
            "id",
            "kind",
            "number",
            "seller_id",
            "seller__username",
            "part_id",
            "part__order_id",
            "refund_id",
            "says",
            "issued_at",
        )


class Document(models.Model):
    """An invoice or a credit note: what it says is frozen, its PDF is drawn from that."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=11, choices=DocumentKind.choices)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    part = models.ForeignKey(OrderPart, on_delete=models.PROTECT, related_name="documents")
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, null=True, related_name="credit_note")
    says = models.JSONField(help_text="All that stands on it, as of the day it was issued.")
    issued_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "number"], name="document_number_once"),
            models.UniqueConstraint(
                fields=["part"], condition=Q(kind="invoice"), name="invoice_once_per_part"
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", refund=None) | Q(kind="credit_note", refund__isnull=False),
                name="document_of_a_sale_or_a_refund",
            ),
            models.CheckConstraint(condition=Q(number__gt=0), name="document_number_above_zero"),
        ]
        indexes = [models.Index(fields=["issued_at", "id"], name="document_by_age")]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """Give the number that people use for it."""
        return called(self.kind, self.number)

    @property
    def contents(self) -> Contents:
        """Read what stands on it."""
        return msgspec.convert(self.says, Contents)
