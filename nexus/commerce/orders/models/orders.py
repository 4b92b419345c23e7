from __future__ import annotations

from typing import Any, Unpack
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from nexus.commerce.orders.models.rows import CARDS, PAGES
from nexus.commerce.orders.models.states import OrderStatus, StatusFilter
from nexus.kernel.database.filters import given
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS

TOTAL_DIGITS = MAX_DIGITS + 2  # of many lines at the highest price


def money_column(**more: object) -> models.DecimalField[Any, Any]:
    """Make a column for an amount in the order's currency."""
    return models.DecimalField(max_digits=TOTAL_DIGITS, decimal_places=DECIMAL_PLACES, **more)  # type: ignore[arg-type]


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders, as lists and actions want them."""

    def placed_by(self, actor: Actor) -> OrderQuerySet:
        """Keep the actor's own, as the one who buys."""
        return self.filter(customer=actor.id) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> OrderQuerySet:
        """Keep what the actor bought; every one as an administrator. Sellers see their parts."""
        return self if actor.is_admin else self.placed_by(actor)

    def to_give_up(self, order_id: UUID) -> Order | None:
        """Lock an order that isn't paid; None where it is, or someone else is at it just now."""
        unpaid = self.filter(pk=order_id, status=OrderStatus.PENDING_PAYMENT)
        return unpaid.select_for_update(no_key=True, skip_locked=True).first()

    def narrowed(self, **to: Unpack[StatusFilter]) -> OrderQuerySet:
        """Keep what fits all of the filters that are given."""
        return self.filter(**given(to))

    def cards(self) -> models.QuerySet[Order, Any]:
        """Give plain rows with what a list shows of an order."""
        return CARDS.of(self)

    def pages(self) -> models.QuerySet[Order, Any]:
        """Give plain rows with all that an order's page shows, its parts and their lines in them."""
        return PAGES.of(self)

    def page(self, order_id: UUID) -> dict[str, Any]:
        """Give the row that `pages` holds of an order that was written just now."""
        (row,) = PAGES.fetch(PAGES.around("SELECT %s::uuid"), [order_id], self.db)
        return row


class Order(models.Model):
    """What a customer bought in one go, of one or several sellers, in one currency."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    serial = models.BigIntegerField(
        unique=True,
        editable=False,
        db_default=Func(Value("orders_order_serial"), function="nextval"),
        help_text="Where the order's number comes from.",
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    status = models.CharField(max_length=15, choices=OrderStatus.choices, default=OrderStatus.PENDING_PAYMENT)
    currency = models.CharField(max_length=3, validators=[known_currency])
    items_total = money_column(help_text="The goods at their prices, before any discount.")
    discount_total = money_column(default=0)
    shipping_total = money_column(default=0)
    tax_total = money_column(default=0, help_text="All taxes, those that prices hold already included.")
    total = money_column(help_text="What the customer pays.")
    coupon_code = models.CharField(max_length=40, blank=True)
    shipping_address = models.JSONField(help_text="As it was when the order was placed.")
    billing_address = models.JSONField(null=True)
    note = models.CharField(max_length=1_000, blank=True, help_text="What the customer has to say with it.")
    placed_at = models.DateTimeField(default=timezone.now, editable=False)
    paid_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(total__gte=0)
                & Q(discount_total__gte=0)
                & Q(discount_total__lte=F("items_total") + F("shipping_total")),
                name="order_amounts_not_negative",
            ),
            models.CheckConstraint(condition=Q(status__in=OrderStatus.values), name="order_status_known"),
        ]
        indexes = [
            models.Index(fields=["customer", "placed_at", "id"], name="order_of_customer_by_age"),
            models.Index(
                fields=["customer", "status", "placed_at", "id"], name="order_of_customer_by_status"
            ),
            models.Index(fields=["placed_at", "id"], name="order_by_age"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Give the number that people use for the order, such as N-001000001."""
        return number_of(self.serial)


def number_of(serial: int) -> str:
    """Write an order's number, as people read it out to each other."""
    return f"N-{serial:09d}"
