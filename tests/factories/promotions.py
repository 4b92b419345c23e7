from decimal import Decimal

import factory

from nexus.commerce.promotions.models import Coupon, CouponKind


class CouponFactory(factory.django.DjangoModelFactory):
    """The site's own, ten percent off, unless said otherwise."""

    code = factory.Sequence(lambda n: f"CODE-{n}")
    kind = CouponKind.PERCENT
    value = Decimal("10.00")

    class Meta:
        model = Coupon

    class Params:
        five_off = factory.Trait(kind=CouponKind.AMOUNT, value=Decimal("5.00"), currency="USD")
        free_shipping = factory.Trait(kind=CouponKind.FREE_SHIPPING, value=Decimal(0))
