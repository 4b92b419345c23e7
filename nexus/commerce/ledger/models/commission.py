from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, models
from django.db.models import Q

from nexus.kernel.taxonomy.models import ABOVE, Category

Sold = tuple[UUID, int | None]

# A category's rate is its own, else the nearest one above it.
_RATES: Final = f"""
    {ABOVE}, nearest AS (
        SELECT DISTINCT ON (above.asked) above.asked, own.rate
        FROM above JOIN ledger_commissionrate AS own ON own.category_id = above.category_id
        ORDER BY above.asked, above.distance
    )
    SELECT sold.seller, sold.category, COALESCE(store.commission_rate, nearest.rate)
    FROM unnest(%(sellers)s::uuid[], %(categories)s::bigint[]) AS sold (seller, category)
    LEFT JOIN stores_store AS store ON store.owner_id = sold.seller
    LEFT JOIN nearest ON nearest.asked = sold.category
"""  # noqa: S608 (our own text)


class CommissionRateQuerySet(models.QuerySet["CommissionRate"]):
    """What the site keeps of sales."""

    def rates_for(self, sold: Collection[Sold]) -> dict[Sold, Decimal]:
        """Give the percentage for each (seller, category), in one statement.

        The store's own rate goes before the nearest category's, and that before NEXUS_COMMISSION_PERCENT.
        """
        pairs = list(dict.fromkeys(sold))
        sellers, categories = [seller for seller, _ in pairs], [category for _, category in pairs]
        with connection.cursor() as cursor:
            cursor.execute(_RATES, {"sellers": sellers, "categories": categories})
            found = {(seller, category): rate for seller, category, rate in cursor.fetchall()}
        sites = Decimal(settings.NEXUS_COMMISSION_PERCENT)
        return {pair: sites if rate is None else rate for pair, rate in found.items()}


class CommissionRate(models.Model):
    """What the site keeps of sales in a category and below it; a store's own rate goes before it."""

    id = models.BigAutoField(primary_key=True)
    category = models.OneToOneField(Category, on_delete=models.CASCADE, related_name="commission_rate")
    rate = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Percent.",
    )

    objects = CommissionRateQuerySet.as_manager()

    class Meta:
        ordering = ["category"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__range=(0, 100)), name="commission_is_a_percentage")
        ]

    def __str__(self) -> str:
        return f"{self.rate} % of {self.category}"
