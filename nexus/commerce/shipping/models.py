from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.query import RawQuerySet

from nexus.commerce.stores.models import StoreRole, of_stores_run_by
from nexus.kernel.kit.actor import Actor
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.currencies import known_currency
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import DECIMAL_PLACES, MAX_DIGITS, NOTHING, fault_of_coins
from nexus.kernel.kit.texts import one_line

_not_negative = MinValueValidator(Decimal(0))
DAYS_IN_ORDER = "It can't take more days at least than at most."


# By hand: each order asks it, and compiling it took longer than reading it.
_TO_QUOTE = """
    SELECT * FROM shipping_shippingmethod
    WHERE is_active AND currency = %s AND (seller_id = ANY(%s) OR seller_id IS NULL)
    ORDER BY name, id
"""


class ShippingMethodQuerySet(models.QuerySet["ShippingMethod"]):
    """Shipping methods, as quotes and lists want them."""

    def active(self) -> ShippingMethodQuerySet:
        """Keep what new orders can be sent by: that is public."""
        return self.filter(is_active=True)

    def to_quote(self, seller_ids: Collection[UUID], currency: str) -> RawQuerySet[ShippingMethod]:
        """Give what these sellers and the site offer in a currency."""
        return self.raw(_TO_QUOTE, [currency, list(seller_ids)])

    def run_by(self, actor: Actor) -> ShippingMethodQuerySet:
        """Keep those of the stores that the actor manages; every one as an administrator."""
        return self if actor.is_admin else self.filter(of_stores_run_by(actor, StoreRole.MANAGER))

    def visible_to(self, actor: Actor) -> ShippingMethodQuerySet:
        """Keep what is public and what the actor manages."""
        if actor.is_admin:
            return self
        return self.filter(Q(is_active=True) | of_stores_run_by(actor, StoreRole.MANAGER))

    def narrowed(
        self, *, seller: UUID | None, currency: str | None, country: str | None
    ) -> ShippingMethodQuerySet:
        """Keep what a seller offers, those in a currency, and those that reach a country."""
        narrowed = self
        if seller is not None:
            own = self.model.objects.active().filter(seller=seller).values("currency")
            narrowed = narrowed.filter(Q(seller=seller) | Q(seller__isnull=True) & ~Q(currency__in=own))
        if currency is not None:
            narrowed = narrowed.filter(currency=currency)
        if country is not None:
            narrowed = narrowed.filter(Q(countries__contains=[country]) | Q(countries=[]))
        return narrowed

    def rows(self) -> models.QuerySet[ShippingMethod, Any]:
        """Give plain rows with what the API shows of a method."""
        return self.values(
            "id",
            "seller_id",
            "name",
            "carrier",
            "currency",
            "price",
            "price_per_kg",
            "free_over",
            "max_weight_grams",
            "countries",
            "min_days",
            "max_days",
            "is_active",
        )


class ShippingMethod(models.Model):
    """A way to send one seller's part of an order: a fixed price, a price by weight, free over an amount."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="shipping_methods",
        help_text="None: the site's own, for sellers that have none in its currency.",
    )
    name = models.CharField(max_length=120, validators=[one_line])
    carrier = models.CharField(
        max_length=40, default="table", help_text="Who says the price: `table` is the prices below."
    )
    currency = models.CharField(max_length=3, validators=[known_currency])
    price = models.DecimalField(
        max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, default=NOTHING, validators=[_not_negative]
    )
    price_per_kg = models.DecimalField(
        max_digits=MAX_DIGITS, decimal_places=DECIMAL_PLACES, default=NOTHING, validators=[_not_negative]
    )
    free_over = models.DecimalField(
        max_digits=MAX_DIGITS,
        decimal_places=DECIMAL_PLACES,
        null=True,
        blank=True,
        validators=[_not_negative],
    )
    max_weight_grams = models.PositiveIntegerField(null=True, blank=True)
    countries = ArrayField(
        models.CharField(max_length=2, validators=[known_country]),
        default=list,
        blank=True,
        help_text="None: everywhere.",
    )
    min_days = models.PositiveSmallIntegerField(default=1)
    max_days = models.PositiveSmallIntegerField(default=5)
    is_active = models.BooleanField(default=True)

    objects = ShippingMethodQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gte=0) & Q(price_per_kg__gte=0),
                name="shipping_price_not_negative",
                violation_error_message="Sending can't cost less than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(free_over__isnull=True) | Q(free_over__gte=0),
                name="shipping_free_over_not_negative",
                violation_error_message="Sending is free from an amount of 0 or more on, or never.",
            ),
            models.CheckConstraint(
                condition=Q(max_days__gte=models.F("min_days")),
                name="shipping_days_in_order",
                violation_error_message=DAYS_IN_ORDER,
            ),
        ]
        indexes = [
            models.Index(fields=["seller", "currency"], condition=Q(is_active=True), name="shipping_to_quote")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a span of days that is none, and coins that the currency doesn't have."""
        faults = {"max_days": DAYS_IN_ORDER} if self.max_days < self.min_days else {}
        # A price by the kilogram may be finer: it is rounded once, for the parcel's weight.
        for name, amount in {"price": self.price, "free_over": self.free_over}.items():
            if fault := fault_of_coins(amount, self.currency):
                faults[name] = fault
        if faults:
            raise ValidationError(faults)

    def takes(self, weight_grams: int, country: str) -> bool:
        """Tell whether things of this weight go to this country by it."""
        is_light_enough = self.max_weight_grams is None or weight_grams <= self.max_weight_grams
        return is_light_enough and (not self.countries or country in self.countries)
