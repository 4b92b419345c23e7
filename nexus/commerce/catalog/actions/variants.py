from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from nexus.commerce.catalog.actions.saving import save_with_its_variants, to_change
from nexus.commerce.catalog.models import Product, Variant
from nexus.commerce.catalog.models.fields import whole_coins
from nexus.commerce.inventory.actions import let_go, set_stock, set_stocks
from nexus.commerce.inventory.models import MovementKind
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.kit.actor import Actor

MOST_VARIANTS = 100


class VariantFields(TypedDict, total=False):
    """What a variant is made of."""

    options: dict[str, str]
    sku: str
    price: Decimal
    compare_at_price: Decimal | None
    stock: int
    weight_grams: int


@transaction.atomic
def add_variant(actor: Actor, product_id: UUID, fields: VariantFields) -> Variant:
    """Offer a product in one more size, colour or the like."""
    product = to_change(actor, product_id)
    others = list(Variant.objects.of(product.pk))
    if len(others) >= MOST_VARIANTS:
        raise Unprocessable(f"A product has at most {MOST_VARIANTS} variants.")
    variant = filled(Variant(product=product, position=others[-1].position + 1), fields)
    set_stock(actor, product.seller_id, variant.pk, variant.stock, kind=MovementKind.OPENED)
    _save(variant, others)
    save_with_its_variants(product, actor)
    return variant


@transaction.atomic
def change_variant(actor: Actor, product_id: UUID, variant_id: UUID, fields: VariantFields) -> Variant:
    """Change a variant's options, SKU, prices or stock; what isn't given stays."""
    product = to_change(actor, product_id)
    variant = product.variants.get(pk=variant_id)
    restock(actor, product, variant, fields)
    _save(filled(variant, fields), product.variants.exclude(pk=variant_id))
    save_with_its_variants(product, actor)
    return variant


@transaction.atomic
def remove_variant(actor: Actor, product_id: UUID, variant_id: UUID) -> None:
    """Offer a product in one variant less; the last one can only go with the product."""
    product = to_change(actor, product_id)
    variant = product.variants.get(pk=variant_id)
    if product.variants.count() == 1:
        raise Unprocessable("This is the product's only variant: delete the product instead.")
    let_go([variant.pk])
    variant.delete()
    save_with_its_variants(product, actor)


def filled(variant: Variant, fields: VariantFields) -> Variant:
    """Fill in what is given of a variant; what it has in stock is inventory's to write."""
    for name, value in fields.items():
        setattr(variant, name, value)
    return variant


def restock(actor: Actor, product: Product, variant: Variant, fields: VariantFields) -> None:
    """Say how many of a variant can be bought now, where that is given.

    It goes before the variant is written: who orders locks the stock first too, so nobody waits in a circle.
    """
    if "stock" in fields:
        set_stock(actor, product.seller_id, variant.pk, fields["stock"])


def check_variants(variants: Iterable[Variant], currency: str) -> None:
    """Refuse variants whose fields don't hold, or that differ in other things than their values."""
    checked = list(variants)
    for variant in checked:
        variant.full_clean(exclude={"product"}, validate_unique=False, validate_constraints=False)
        whole_coins(variant.price, variant.compare_at_price, currency)
    expect_same_options(variant.options for variant in checked)


def expect_same_options(all_options: Iterable[Mapping[str, str]]) -> None:
    """Refuse a product's options that differ in other things than their values."""
    names = {frozenset(options) for options in all_options}
    if len(names) > 1:
        known = sorted({name for options in names for name in options})
        raise Unprocessable(f"All variants of a product have the same options: {', '.join(known)}.")


def _save(variant: Variant, others: Iterable[Variant]) -> None:
    check_variants([variant, *others], variant.product.currency)
    with constraints_of(Variant):
        variant.save()


def add_first_variants(actor: Actor, product: Product, variants: list[Variant]) -> None:
    """Write the variants that a new product begins with, in their order."""
    check_variants(variants, product.currency)
    stocks = {variant.pk: variant.stock for variant in variants}
    set_stocks(actor, product.seller_id, stocks, kind=MovementKind.OPENED)
    for position, variant in enumerate(variants):
        variant.product, variant.position = product, position
    with constraints_of(Variant):
        Variant.objects.bulk_create(variants)
