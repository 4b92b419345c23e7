from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nexus.kernel.accounts.models import User
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line


class StoreRole(models.TextChoices):
    """What a member may do for a store; its owner may do everything."""

    MANAGER = "manager", "Manager: catalogue, orders, money"
    STAFF = "staff", "Staff: sees and ships orders"


class StoreQuerySet(models.QuerySet["Store"]):
    """Stores, as rules and lists want them."""

    def run_by(self, actor: Actor, *roles: StoreRole) -> StoreQuerySet:
        """Keep the actor's own and those that the actor works for, in one of the roles if some are named."""
        return self.filter(of_stores_run_by(actor, *roles, field="pk"))

    def rows(self) -> models.QuerySet[Store, Any]:
        """Give plain rows with what the API shows of a store."""
        return self.values(
            "owner_id",
            "owner__username",
            "name",
            "description",
            "legal_name",
            "tax_number",
            "address",
            "country",
            "commission_rate",
            "created_at",
        )


class Store(models.Model):
    """A seller's shop. Its id is the seller's: what names a seller names the store."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, primary_key=True, related_name="store"
    )
    name = models.CharField(max_length=120, validators=[one_line])
    description = models.TextField(max_length=5_000, blank=True)
    legal_name = models.CharField(max_length=200, blank=True, validators=[one_line])
    tax_number = models.CharField(max_length=40, blank=True, validators=[one_line])
    address = models.JSONField(default=dict, blank=True, help_text="As it stands on invoices.")
    country = models.CharField(max_length=2, blank=True, validators=[known_country])
    commission_rate = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Percent of each sale that the site keeps; empty: the category's or the site's own.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoreQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commission_rate__isnull=True) | Q(commission_rate__range=(0, 100)),
                name="store_commission_is_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    """Who works where."""

    def of(self, store_id: UUID) -> MemberQuerySet:
        """Keep those of one store, in the order in which they came."""
        return self.filter(store=store_id).order_by("joined_at", "id")

    def of_actor(self, actor: Actor, *roles: StoreRole) -> MemberQuerySet:
        """Keep the actor's own memberships, in one of the roles where some are named."""
        return self.filter(user=actor.id, role__in=roles or tuple(StoreRole))

    def works_for(self, actor: Actor, store_id: UUID, *roles: StoreRole) -> bool:
        """Tell whether the actor works for a store, in one of the roles where some are named."""
        return self.of_actor(actor, *roles).filter(store=store_id).exists()

    def rows(self) -> models.QuerySet[Member, Any]:
        """Give plain rows with what the API shows of a member."""
        return self.values("id", "store_id", "user_id", "user__username", "role", "joined_at")


class Member(models.Model):
    """Someone who works for a store."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="store_memberships"
    )
    role = models.CharField(max_length=8, choices=StoreRole.choices, default=StoreRole.STAFF)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "user"],
                name="store_member_once",
                violation_error_message="This account works for this store already.",
            ),
            models.CheckConstraint(condition=Q(role__in=StoreRole.values), name="store_member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


def sells(account_id: UUID) -> bool:
    """Tell whether an account sells, or has sold and keeps its store: it may still be owed something."""
    sellers = User.objects.filter(Q(is_seller=True) | Q(store__isnull=False))
    return bool(sellers.filter(pk=account_id).exists())


def sellers_run_by(actor: Actor, *roles: StoreRole) -> list[UUID]:
    """List the actor itself and the stores that it works for: the sellers whose things are its to list.

    Read apart from what it narrows, since only of known sellers an index gives the rows in their order; for
    a thing or two, `of_stores_run_by` saves the query. No role named: any.
    """
    if actor.id is None:
        return []
    return [actor.id, *Member.objects.of_actor(actor, *roles).values_list("store", flat=True)]


def teams_of(seller_ids: Iterable[UUID], *roles: StoreRole) -> dict[UUID, set[UUID]]:
    """Name, by seller, itself and those who work for its store, in one of the roles if some are named."""
    teams = {seller_id: {seller_id} for seller_id in seller_ids}
    members = Member.objects.filter(store__in=teams, role__in=roles or tuple(StoreRole))
    for store_id, user_id in members.values_list("store", "user"):
        teams[store_id].add(user_id)
    return teams


def team_of(seller_id: UUID, *roles: StoreRole) -> set[UUID]:
    """Name a seller and those who work for its store, in one of the roles if some are named."""
    return teams_of([seller_id], *roles)[seller_id]


def of_stores_run_by(actor: Actor, *roles: StoreRole, field: str = "seller") -> Q:
    """Give the condition that a thing is of the actor's store, or of one that the actor works for.

    field: what names the seller. No role named: any.
    """
    if not actor.is_signed_in:
        return Q(pk__in=[])
    worked_for = Member.objects.of_actor(actor, *roles).values("store")
    return Q(**{field: actor.id}) | Q(**{f"{field}__in": worked_for})
