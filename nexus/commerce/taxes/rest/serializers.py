from typing import Any, ClassVar

from rest_framework import serializers

from nexus.commerce.catalog.rest.fields import CategoryField
from nexus.commerce.taxes.models import TaxRule


class TaxRuleInput(serializers.ModelSerializer[TaxRule]):
    """What an administrator says of a tax; without a category it is the country's for all else."""

    example: ClassVar[dict[str, Any]] = {
        "name": "VAT",
        "country": "DE",
        "category": "home",
        "rate": "19.00",
        "is_included": True,
        "taxes_shipping": True,
    }

    category = CategoryField(required=False, allow_null=True)

    class Meta:
        model = TaxRule
        fields = ["name", "country", "category", "rate", "is_included", "taxes_shipping"]
        validators: ClassVar[list[Any]] = []  # a second rule is the database's to tell, as a conflict
