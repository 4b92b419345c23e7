from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connections, models
from django.db.models import Q

from nexus.commerce.taxes.calculators import NO_TAX, Rates, TaxRate
from nexus.kernel.database.filters import given
from nexus.kernel.kit.countries import known_country
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.texts import one_line
from nexus.kernel.taxonomy.models import ABOVE, Category

# The nearest rule above each category; the country's general rule comes last.
_NEAREST: Final = f"""
    {ABOVE}, place AS (
        SELECT asked, category_id, distance FROM above
        UNION ALL SELECT unnest(%(categories)s::bigint[]), NULL, 1000
        UNION ALL SELECT NULL, NULL, 0
    )
    SELECT DISTINCT ON (place.asked)
           place.asked, rule.name, rule.rate, rule.is_included, rule.taxes_shipping
    FROM place
    JOIN taxes_taxrule AS rule
      ON rule.country = %(country)s AND rule.category_id IS NOT DISTINCT FROM place.category_id
    ORDER BY place.asked, place.distance
"""  # noqa: S608 (our own text)


class TaxRuleQuerySet(models.QuerySet["TaxRule"]):
    """Tax rules, as lists want them and as a calculator reads them."""

    def rates_for(self, country: str, category_ids: Collection[int | None]) -> Rates:
        """Give the nearest rule's rate for each category and for None, in one statement; else NO_TAX."""
        categories = sorted({number for number in category_ids if number is not None})
        with connections[self.db].cursor() as cursor:
            cursor.execute(_NEAREST, {"country": country, "categories": categories})
            found = {asked: TaxRate(*rate) for asked, *rate in cursor.fetchall()}
        return {asked: found.get(asked, NO_TAX) for asked in (None, *categories)}

    def narrowed(self, *, country: str | None, category: int | None) -> TaxRuleQuerySet:
        """Keep a country's, and those for one category itself."""
        return self.filter(**given({"country": country, "category": category}))

    def rows(self) -> models.QuerySet[TaxRule, Any]:
        """Give plain rows with what the API shows of a rule."""
        return self.values(
            "id",
            "name",
            "country",
            "category_id",
            "category__name",
            "category__slug",
            "rate",
            "is_included",
            "taxes_shipping",
        )


class TaxRule(models.Model):
    """A country's tax, for everything or for one category and what is below it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(
        max_length=60, validators=[one_line], help_text="As it stands on invoices, such as VAT."
    )
    country = models.CharField(max_length=2, validators=[known_country])
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tax_rules",
        help_text="None: everything that no other rule of the country covers.",
    )
    rate = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        help_text="Percent.",
    )
    is_included = models.BooleanField(
        default=True, help_text="Whether prices hold the tax already; else it is added."
    )
    taxes_shipping = models.BooleanField(
        default=True, help_text="Whether the shipping of such goods is taxed like them."
    )

    objects = TaxRuleQuerySet.as_manager()

    class Meta:
        ordering = ["country", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "category"],
                name="tax_rule_once",
                nulls_distinct=False,
                violation_error_message="This country has a rule for this category already.",
            ),
            models.CheckConstraint(
                condition=Q(rate__range=(0, 100)),
                name="tax_rate_is_a_percentage",
                violation_error_message="A rate is a percentage from 0 to 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.rate} % ({self.country})"
