from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from nexus.commerce.catalog.actions.saving import announce, to_change
from nexus.commerce.catalog.events import ProductChanged
from nexus.commerce.catalog.models import Product, ProductImage
from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.kit.actor import Actor
from nexus.kernel.uploads.actions import StoredImage, discard_images, stored_images

MOST_IMAGES = 20
MOST_AT_ONCE = 10


def add_images(
    actor: Actor, product_id: UUID, files: Sequence[UploadedFile[bytes]], *, alt: str = ""
) -> None:
    """Show a product in more pictures: in all of these or, where one of them can't be taken, in none.

    Raises NotAnImage, TooManyPixels or FileTooLarge, which name the file.
    """
    require(actor, "catalog.look_for_product_to_change")
    product = Product.objects.visible_to(actor).kept().get(pk=product_id)
    require(actor, "catalog.add_product_images", product)
    if len(files) > MOST_AT_ONCE:
        raise Unprocessable(f"At most {MOST_AT_ONCE} pictures can be sent at once.")
    _expect_room(product_id, len(files))
    # Looking into pictures takes its time: no row is locked meanwhile.
    with stored_images(files, "images") as stored:
        _hang_up(actor, product_id, stored, alt)


@transaction.atomic
def remove_image(actor: Actor, product_id: UUID, image_id: UUID) -> None:
    """Take a picture of a product down; its files go once that is committed."""
    product = to_change(actor, product_id)
    image = product.images.get(pk=image_id)
    image.delete()
    discard_images([image.thumb, image.card, image.full])
    announce(ProductChanged(product_id), actor)


@transaction.atomic
def _hang_up(actor: Actor, product_id: UUID, stored: Sequence[StoredImage], alt: str) -> None:
    product = to_change(actor, product_id)
    _expect_room(product_id, len(stored))
    last = product.images.aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    images = [
        ProductImage(
            product=product,
            position=first + number,
            alt=alt,
            thumb=kept.thumb,
            card=kept.card,
            full=kept.full,
            width=kept.width,
            height=kept.height,
        )
        for number, kept in enumerate(stored)
    ]
    for image in images:
        image.full_clean(exclude={"product"}, validate_unique=False, validate_constraints=False)
    ProductImage.objects.bulk_create(images)
    announce(ProductChanged(product_id), actor)


def _expect_room(product_id: UUID, more: int) -> None:
    there = ProductImage.objects.of(product_id).count()
    if there + more > MOST_IMAGES:
        raise Unprocessable(f"A product has at most {MOST_IMAGES} pictures; this one has {there}.")
