from decimal import Decimal

import factory

from nexus.commerce.shipping.models import ShippingMethod


class ShippingMethodFactory(factory.django.DjangoModelFactory):
    """The site's own, unless a seller is given."""

    name = factory.Sequence(lambda n: f"Parcel {n}")
    currency = "USD"
    price = Decimal("4.90")

    class Meta:
        model = ShippingMethod
