"""Checked drafts become rows: new ones, or what is there with what the file says anew.

Rows are plain dicts by column: making model instances would cost more than all checks together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from nexus.commerce.catalog.actions import ProductFields, VariantFields
from nexus.commerce.catalog.actions.products import first_status
from nexus.commerce.catalog.models import Product, ProductImage, Status, Variant
from nexus.commerce.imports.drafts import ImageDraft, ProductDraft
from nexus.commerce.imports.models.imported import Known
from nexus.kernel.database.any_of import one_of
from nexus.kernel.database.copying import Row, blank_row
from nexus.kernel.kit.ids import new_id
from nexus.kernel.taxonomy.models import Category


@dataclass(slots=True)
class Checked:
    """A product of the file that holds, and what is known of it from before."""

    draft: ProductDraft
    fingerprint: UUID
    known: Known | None
    fields: ProductFields
    variants: list[VariantFields]
    category: Category | None


@dataclass(slots=True)
class Rows:
    """What is written of some products, by table."""

    products: list[Row] = field(default_factory=list)
    variants: list[Row] = field(default_factory=list)
    images: list[Row] = field(default_factory=list)
    imported: list[Row] = field(default_factory=list)


def build(seller_id: UUID, lot: Sequence[Checked]) -> Rows:
    """Build the rows of these products; what is there keeps its ids."""
    known = [checked.known.product_id for checked in lot if checked.known]
    variants, images = _variant_ids(known), _image_ids(known)
    of_product = blank_row(Product) | {"seller_id": seller_id, "updated_at": timezone.now()}
    of_variant, of_image = blank_row(Variant), blank_row(ProductImage)
    rows = Rows()
    for checked in lot:
        product = of_product | _product(checked)
        of_this = {"product_id": product["id"]}
        rows.products.append(product)
        rows.variants += _variants(of_variant | of_this, checked.variants, variants[product["id"]])
        rows.images += _images(of_image | of_this, checked.draft.images, images[product["id"]])
        named = {"seller_id": seller_id, "key": checked.draft.key, "fingerprint": checked.fingerprint}
        rows.imported.append(of_this | named)
    _name_slugs(seller_id, rows.products)
    return rows


def _product(checked: Checked) -> Row:
    cheapest = min(checked.variants, key=lambda variant: variant["price"])
    return {
        **checked.fields,
        "id": checked.known.product_id if checked.known else new_id(),
        "category_id": checked.category.pk if checked.category else None,
        "status": _status(checked).value,
        "price": cheapest["price"],
        "compare_at_price": cheapest["compare_at_price"],
    }


def _status(checked: Checked) -> Status:
    """Take a product off or back where the file says so, but never past the review that a site asks for."""
    said = checked.draft.status or Status.ACTIVE
    if said != Status.ACTIVE or (checked.known and checked.known.status == Status.ACTIVE):
        return Status(said)
    return first_status()


def _variants(blank: Row, said: Sequence[VariantFields], ids: dict[Any, UUID]) -> list[Row]:
    return [
        {
            **blank,
            **fields,
            "id": ids.get(frozenset(fields["options"].items())) or new_id(),
            "position": position,
        }
        for position, fields in enumerate(said)
    ]


def _images(blank: Row, said: Sequence[ImageDraft], ids: dict[str, UUID]) -> list[Row]:
    once = {image.source_url: image for image in said}
    return [
        {**blank, "id": ids.get(url) or new_id(), "position": position, "alt": image.alt, "source_url": url}
        for position, (url, image) in enumerate(once.items())
    ]


def _variant_ids(product_ids: Sequence[UUID]) -> dict[UUID, dict[Any, UUID]]:
    found: dict[UUID, dict[Any, UUID]] = defaultdict(dict)
    if product_ids:
        rows = Variant.objects.filter(product__in=product_ids).values_list("product_id", "options", "pk")
        for product_id, options, variant_id in rows:
            found[product_id][frozenset(options.items())] = variant_id
    return found


def _image_ids(product_ids: Sequence[UUID]) -> dict[UUID, dict[str, UUID]]:
    found: dict[UUID, dict[str, UUID]] = defaultdict(dict)
    if product_ids:
        rows = ProductImage.objects.filter(product__in=product_ids).exclude(source_url="")
        for product_id, url, image_id in rows.values_list("product_id", "source_url", "pk"):
            found[product_id][url] = image_id
    return found


def _name_slugs(seller_id: UUID, products: Sequence[Row]) -> None:
    plain = [Product.plain_slug(product["name"]) for product in products]
    taken = Product.objects.filter(one_of("slug", set(plain)), seller=seller_id)
    holders: dict[str, UUID] = dict(taken.values_list("slug", "pk"))
    for product, slug in zip(products, plain, strict=True):
        is_taken = holders.setdefault(slug, product["id"]) != product["id"]
        product["slug"] = Product.slug_beside(slug, product["id"]) if is_taken else slug
