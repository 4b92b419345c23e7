from decimal import Decimal

import factory

from nexus.commerce.cart.models import Cart, CartItem
from nexus.commerce.catalog.models import Variant
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory


def _new_variant() -> Variant:
    return ProductFactory().variants.get()


class CartFactory(factory.django.DjangoModelFactory):
    """An account's cart."""

    customer = factory.SubFactory(UserFactory)

    class Meta:
        model = Cart


class CartItemFactory(factory.django.DjangoModelFactory):
    """One of a product of 10.00 USD."""

    cart = factory.SubFactory(CartFactory)
    variant = factory.LazyFunction(_new_variant)
    name = factory.SelfAttribute("variant.product.name")
    quantity = 1
    seen_price = Decimal("10.00")
    seen_currency = "USD"

    class Meta:
        model = CartItem
