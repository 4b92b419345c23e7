from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from nexus.commerce.fulfilment.models.rows import SHIPMENTS
from nexus.commerce.orders.models import OrderLine, OrderPart
from nexus.commerce.stores.models import of_stores_run_by
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line

# It is put into mails and pages as a link: nothing but the web may be behind it.
web_address = URLValidator(
    schemes=["http", "https"], message="Give a link that begins with https:// or http://."
)


class ShipmentQuerySet(models.QuerySet["Shipment"]):
    """Parcels, as lists and actions want them."""

    def visible_to(self, actor: Actor) -> ShipmentQuerySet:
        """Keep those to the actor, and from the actor's stores; all as an administrator."""
        if actor.is_admin:
            return self
        if not actor.is_signed_in:
            return self.none()
        return self.filter(Q(part__order__customer=actor.id) | of_stores_run_by(actor, field="part__seller"))

    def on_the_way(self) -> ShipmentQuerySet:
        """Keep those of which nobody has said that they arrived."""
        return self.filter(delivered_at=None)

    def rows(self) -> models.QuerySet[Shipment, Any]:
        """Give rows with what the API shows of a parcel."""
        return SHIPMENTS.of(self)


class Shipment(models.Model):
    """A parcel that a seller sent: which things are in it, and how to follow it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    part = models.ForeignKey(OrderPart, on_delete=models.PROTECT, related_name="shipments")
    carrier = models.CharField(max_length=80, blank=True, validators=[one_line])
    tracking_number = models.CharField(max_length=80, blank=True, validators=[one_line])
    tracking_url = models.CharField(max_length=500, blank=True, validators=[web_address])
    shipped_at = models.DateTimeField(default=timezone.now, editable=False)
    delivered_at = models.DateTimeField(null=True, editable=False)

    objects = ShipmentQuerySet.as_manager()

    class Meta:
        ordering = ["shipped_at", "id"]

    def __str__(self) -> str:
        return self.tracking_number or str(self.pk)


class ShipmentLineQuerySet(models.QuerySet["ShipmentLine"]):
    """What is in parcels."""

    def last_arrivals(self, part_id: UUID) -> dict[UUID, datetime]:
        """Tell by line when the last parcel with it arrived, or was sent where no arrival is known."""
        arrived = Coalesce("shipment__delivered_at", "shipment__shipped_at")
        lines = self.filter(shipment__part=part_id).values("line").annotate(arrived=Max(arrived))
        return dict(lines.order_by().values_list("line", "arrived"))


class ShipmentLine(models.Model):
    """So many of a line, in one parcel."""

    id = models.BigAutoField(primary_key=True)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines", db_index=False)
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="shipments")
    quantity = models.PositiveIntegerField()

    objects = ShipmentLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="shipment_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipment_line_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
