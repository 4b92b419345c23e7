from decimal import Decimal
from typing import Any, TypedDict, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from nexus.commerce.catalog.actions.saving import announce, save_product, to_change
from nexus.commerce.catalog.actions.variants import VariantFields, add_first_variants, check_variants, filled
from nexus.commerce.catalog.events import ProductArchived, ProductChanged, ProductCreated, ProductPublished
from nexus.commerce.catalog.models import Product, Status, Variant
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition, Unprocessable, ValidationFailed
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.models import Category

OF_THE_ONLY_VARIANT = ("price", "compare_at_price", "stock", "sku")


class ProductFields(TypedDict, total=False):
    """What a seller says of a product; price to sku are its only variant's, where it has one."""

    name: str
    description: str
    brand: str
    category: Category | None
    attributes: dict[str, Any]
    currency: str
    is_featured: bool
    price: Decimal
    compare_at_price: Decimal | None
    stock: int
    sku: str
    variants: list[VariantFields]


@transaction.atomic
def create_product(actor: Actor, fields: ProductFields) -> Product:
    """Put a product on sale: public at once, unless the site reviews products first."""
    require(actor, "catalog.add_product")
    variants = _first_variants(fields)
    product = Product(currency=settings.DEFAULT_CURRENCY, status=first_status())
    product.seller_id = actor.id  # type: ignore[assignment]  # only accounts hold the role
    _fill(actor, product, fields)
    cheapest = min(variants, key=lambda variant: variant.price)
    product.price, product.compare_at_price = cheapest.price, cheapest.compare_at_price
    product.name_slug()
    save_product(product)
    add_first_variants(product, variants)
    announce(ProductCreated(product.pk), actor)
    return product


@transaction.atomic
def update_product(actor: Actor, product_id: UUID, fields: ProductFields) -> Product:
    """Describe or price a product anew; what isn't given stays."""
    product = to_change(actor, product_id)
    _fill(actor, product, fields)
    if any(name in fields for name in OF_THE_ONLY_VARIANT):
        _change_only_variant(product, fields)
        product.take_prices()
    save_product(product)
    announce(ProductChanged(product.pk), actor)
    return product


@transaction.atomic
def archive_product(actor: Actor, product_id: UUID) -> None:
    """Take a product off: it is gone for everyone, but what was ordered of it keeps pointing to it."""
    product = to_change(actor, product_id)
    require(actor, "catalog.archive_product", product)
    _move(product, Status.ARCHIVED)
    announce(ProductArchived(product_id), actor)


@transaction.atomic
def publish_product(actor: Actor, product_id: UUID) -> Product:
    """Put on sale what waited for review, or back on sale what was taken off."""
    product = Product.objects.visible_to(actor).select_for_update().get(pk=product_id)
    was_archived = product.status == Status.ARCHIVED
    require(actor, "catalog.restore_product" if was_archived else "catalog.approve_product", product)
    if product.status == Status.ACTIVE:
        raise InvalidTransition("This product is on sale already.")
    _move(product, first_status() if was_archived else Status.ACTIVE)
    is_live = product.status == Status.ACTIVE
    announce(ProductPublished(product_id) if is_live else ProductChanged(product_id), actor)
    return product


def first_status() -> Status:
    """Tell what a product begins as: on sale, or waiting where the site reviews products first."""
    return Status.DRAFT if settings.NEXUS_REVIEW else Status.ACTIVE


def _move(product: Product, status: Status) -> None:
    product.status = status
    product.save(update_fields=["status", "updated_at"])


def _fill(actor: Actor, product: Product, fields: ProductFields) -> None:
    if fields.get("is_featured", product.is_featured) != product.is_featured:
        require(actor, "catalog.feature_product", product)
    for name, value in fields.items():
        if name not in OF_THE_ONLY_VARIANT and name != "variants":
            setattr(product, name, value)


def _of_variant(fields: ProductFields) -> VariantFields:
    given = {name: value for name, value in fields.items() if name in OF_THE_ONLY_VARIANT}
    return cast("VariantFields", given)


def _first_variants(fields: ProductFields) -> list[Variant]:
    given = fields.get("variants")
    if not given:
        _expect_price([fields])
        return [filled(Variant(), _of_variant(fields))]
    if doubled := [name for name in ("stock", "sku") if name in fields]:
        raise ValidationFailed(details={name: ["Give this for each variant."] for name in doubled})
    common = _of_variant(fields)
    merged = [VariantFields(**{**common, **variant}) for variant in given]
    _expect_price(merged)
    return [filled(Variant(), variant) for variant in merged]


def _expect_price(given: list[Any]) -> None:
    if any("price" not in fields for fields in given):
        raise ValidationFailed(details={"price": ["This field is required."]})


def _change_only_variant(product: Product, fields: ProductFields) -> None:
    variants = list(product.variants.all()[:2])
    if len(variants) > 1:
        raise Unprocessable(
            "This product has several variants: change the prices and stock of each by itself."
        )
    variant = filled(variants[0], _of_variant(fields))
    check_variants([variant])
    with constraints_of(Variant):
        variant.save()
