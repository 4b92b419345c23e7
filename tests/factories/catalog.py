from decimal import Decimal
from typing import Any

import factory

from nexus.commerce.catalog.models import Product, ProductImage, Variant, VariantPrice
from nexus.commerce.inventory.actions import set_stock
from nexus.commerce.inventory.models import MovementKind
from nexus.kernel.kit.actor import SYSTEM
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory


class VariantFactory(factory.django.DjangoModelFactory):
    """A variant; its stock lies in its seller's first warehouse."""

    price = Decimal("10.00")
    stock = 5

    class Meta:
        model = Variant

    @classmethod
    def _create(cls, model_class: type[Variant], *args: Any, **kwargs: Any) -> Variant:
        stock = kwargs.pop("stock")
        variant: Variant = super()._create(model_class, *args, **kwargs)
        set_stock(SYSTEM, variant.product.seller_id, variant.pk, stock, kind=MovementKind.OPENED)
        variant.stock = stock
        return variant


class VariantPriceFactory(factory.django.DjangoModelFactory):
    variant = factory.SubFactory(VariantFactory)
    currency = "EUR"
    price = Decimal("9.00")

    class Meta:
        model = VariantPrice


class ProductFactory(factory.django.DjangoModelFactory):
    """A live product with one variant, unless `variant=None`."""

    seller = factory.SubFactory(UserFactory, seller=True)
    category = factory.SubFactory(CategoryFactory)
    name = factory.Sequence(lambda n: f"Product {n}")
    slug = factory.Sequence(lambda n: f"product-{n}")
    currency = "USD"
    price = Decimal("10.00")
    variant = factory.RelatedFactory(
        VariantFactory, factory_related_name="product", price=factory.SelfAttribute("product.price")
    )

    class Meta:
        model = Product
        skip_postgeneration_save = True


class ProductImageFactory(factory.django.DjangoModelFactory):
    product = factory.SubFactory(ProductFactory)
    thumb = factory.Sequence(lambda n: f"images/00/{n:032x}-thumb.webp")
    card = factory.Sequence(lambda n: f"images/00/{n:032x}-card.webp")
    full = factory.Sequence(lambda n: f"images/00/{n:032x}-full.webp")
    width = 800
    height = 600

    class Meta:
        model = ProductImage
