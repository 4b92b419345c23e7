from decimal import Decimal
from typing import Any, TypedDict, cast
from uuid import UUID

from django.conf import settings
from django.db import transaction

from nexus.commerce.catalog.actions.saving import announce, save_product, to_change
from nexus.commerce.catalog.actions.variants import (
    VariantFields,
    add_first_variants,
    check_variants,
    filled,
    restock,
)
from nexus.commerce.catalog.events import ProductArchived, ProductChanged, ProductCreated, ProductPublished
from nexus.commerce.catalog.models import Product, Status, Variant, VariantPrice
from nexus.commerce.stores.actions import open_store
from nexus.commerce.stores.models import Store
from nexus.kernel.access import require
from nexus.kernel.api.errors import Conflict, InvalidTransition, Unprocessable, ValidationFailed
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.models import Category

OF_THE_ONLY_VARIANT = ("price", "compare_at_price", "stock", "sku", "weight_grams")
NOT_ITS_OWN = (*OF_THE_ONLY_VARIANT, "variants", "store")


class ProductFields(TypedDict, total=False):
    """What a seller says of a product; price to weight are its only variant's, where it has one.

    store: the seller whose store it is put into, for those who work there; one's own where it isn't given.
    """

    store: UUID | None

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
    weight_grams: int
    variants: list[VariantFields]


@transaction.atomic
def create_product(actor: Actor, fields: ProductFields) -> Product:
    """Put a product on sale: public at once, unless the site reviews products first."""
    seller_id = _seller(actor, fields.get("store"))
    variants = _first_variants(fields)
    product = Product(seller_id=seller_id, currency=settings.DEFAULT_CURRENCY, status=first_status())
    _fill(actor, product, fields)
    cheapest = min(variants, key=lambda variant: variant.price)
    product.price, product.compare_at_price = cheapest.price, cheapest.compare_at_price
    _save_named(product)
    add_first_variants(actor, product, variants)
    announce(ProductCreated(product.pk), actor)
    return product


@transaction.atomic
def update_product(actor: Actor, product_id: UUID, fields: ProductFields) -> Product:
    """Describe or price a product anew; what isn't given stays."""
    product = to_change(actor, product_id)
    expect_no_other_price(product, fields.get("currency"))
    _fill(actor, product, fields)
    if any(name in fields for name in OF_THE_ONLY_VARIANT):
        _change_only_variant(actor, product, fields)
        product.take_prices()
    if "currency" in fields:
        check_variants(product.variants.all(), product.currency)
    save_product(product)
    announce(ProductChanged(product.pk), actor)
    return product


@transaction.atomic
def archive_product(actor: Actor, product_id: UUID) -> None:
    """Take a product off: it is gone for everyone, but what was ordered of it keeps pointing to it."""
    product = to_change(actor, product_id)
    _move(product, Status.ARCHIVED)
    announce(ProductArchived(product_id), actor)


@transaction.atomic
def publish_product(actor: Actor, product_id: UUID) -> Product:
    """Put on sale what waited for review, or back on sale what was taken off."""
    require(actor, "catalog.look_for_product_to_change")
    product = Product.objects.visible_to(actor).select_for_update(no_key=True).get(pk=product_id)
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


def expect_no_other_price(product: Product, currency: str | None) -> None:
    """Refuse a product a currency in which a variant of it has a further price."""
    if currency and currency != product.currency:
        others = VariantPrice.objects.filter(variant__product=product, currency=currency)
        if others.exists():
            raise Unprocessable(
                f"A variant of this product has a further price in {currency} already: take that out first."
            )


def _move(product: Product, status: Status) -> None:
    product.status = status
    product.save(update_fields=["status", "updated_at"])


def _save_named(product: Product) -> None:
    """Write a new product under a slug of ours: one of its name that came meanwhile is none of its faults."""
    product.name_slug()
    try:
        with transaction.atomic():
            save_product(product)
    except Conflict:
        product.slug = Product.slug_beside(product.slug, product.id)
        save_product(product)


def _seller(actor: Actor, store_id: UUID | None) -> UUID:
    """Name the seller: the actor, or the one whose store the actor manages."""
    if store_id is None or store_id == actor.id:
        require(actor, "catalog.add_product")
        return open_store(actor.id).owner_id  # type: ignore[arg-type]  # only accounts hold the role
    require(actor, "catalog.list_own_products")
    store = Store.objects.get(pk=store_id)
    require(actor, "catalog.add_product_to_store", store)
    return store.owner_id


def _fill(actor: Actor, product: Product, fields: ProductFields) -> None:
    if fields.get("is_featured", product.is_featured) != product.is_featured:
        require(actor, "catalog.feature_product", product)
    for name, value in fields.items():
        if name not in NOT_ITS_OWN:
            setattr(product, name, value)


def _of_variant(fields: ProductFields) -> VariantFields:
    given = {name: value for name, value in fields.items() if name in OF_THE_ONLY_VARIANT}
    return cast("VariantFields", given)


def _first_variants(fields: ProductFields) -> list[Variant]:
    given = fields.get("variants")
    if not given:
        _expect_price([fields])
        return [filled(Variant(), _of_variant(fields))]
    if doubled := [name for name in ("stock", "sku", "weight_grams") if name in fields]:
        raise ValidationFailed(details={name: ["Give this for each variant."] for name in doubled})
    common = _of_variant(fields)
    merged = [VariantFields(**{**common, **variant}) for variant in given]
    _expect_price(merged)
    return [filled(Variant(), variant) for variant in merged]


def _expect_price(given: list[Any]) -> None:
    if any("price" not in fields for fields in given):
        raise ValidationFailed(details={"price": ["This field is required."]})


def _change_only_variant(actor: Actor, product: Product, fields: ProductFields) -> None:
    variants = list(product.variants.all()[:2])
    if len(variants) > 1:
        raise Unprocessable(
            "This product has several variants: change the prices and stock of each by itself."
        )
    given = _of_variant(fields)
    restock(actor, product, variants[0], given)
    variant = filled(variants[0], given)
    check_variants([variant], product.currency)
    with constraints_of(Variant):
        variant.save()
