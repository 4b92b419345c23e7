from decimal import Decimal

import factory

from nexus.commerce.taxes.models import TaxRule


class TaxRuleFactory(factory.django.DjangoModelFactory):
    name = "VAT"
    country = "DE"
    rate = Decimal("19.00")

    class Meta:
        model = TaxRule
