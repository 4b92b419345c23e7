from __future__ import annotations

from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone

from nexus.commerce.stores.models import StoreRole, of_stores_run_by
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line

DEFAULT_NAME = "Main"


class WarehouseFilters(TypedDict, total=False):
    """What a list of warehouses can be narrowed to; None leaves it as it is."""

    seller: UUID | None
    is_active: bool | None


class WarehouseQuerySet(models.QuerySet["Warehouse"]):
    """Warehouses, as lists and actions want them."""

    def visible_to(self, actor: Actor) -> WarehouseQuerySet:
        """Keep those of the stores that the actor manages; every one as an administrator."""
        return self if actor.is_admin else self.filter(of_stores_run_by(actor, StoreRole.MANAGER))

    def narrowed(self, **to: Unpack[WarehouseFilters]) -> WarehouseQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def default_of(self, seller_id: UUID) -> Warehouse:
        """Give the first in line of a seller's warehouses; the very first is opened by asking for it."""
        lines = self.filter(seller=seller_id, is_active=True).order_by("priority", "id")
        if warehouse := lines.first():
            return warehouse
        self.bulk_create([Warehouse(seller_id=seller_id, name=DEFAULT_NAME)], ignore_conflicts=True)
        return lines.get()

    def rows(self) -> models.QuerySet[Warehouse, Any]:
        """Give plain rows with what the API shows of a warehouse."""
        return self.values(
            "id", "seller_id", "seller__username", "name", "country", "priority", "is_active", "created_at"
        )


class Warehouse(models.Model):
    """A place where a seller keeps things; orders are served from the first in line that has enough."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="warehouses", db_index=False
    )
    name = models.CharField(max_length=120, default=DEFAULT_NAME, validators=[one_line])
    country = models.CharField(max_length=2, blank=True, validators=[known_country])
    priority = models.PositiveSmallIntegerField(default=0, help_text="The lowest is asked first.")
    is_active = models.BooleanField(default=True, help_text="Whether new orders are served from here.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WarehouseQuerySet.as_manager()

    class Meta:
        ordering = ["priority", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "name"],
                name="warehouse_name_once_per_seller",
                violation_error_message="You have a warehouse of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
