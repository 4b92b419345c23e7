from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.catalog.actions.images import MOST_AT_ONCE, MOST_IMAGES, add_images, remove_image
from nexus.commerce.catalog.models import ProductImage
from nexus.commerce.catalog.rest.reading import media
from nexus.commerce.catalog.rest.serializers import ImagesInput
from nexus.commerce.catalog.rest.shapes import ImageShape
from nexus.kernel.api.answers import created, gone
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.views import ApiView
from nexus.kernel.uploads.rest.sending import UploadView


class ImageList(UploadView):
    """A product's pictures."""

    @operation(
        "Add pictures to a product",
        who="the product's seller, managers of the store",
        answer=list[ImageShape],
        status=201,
        body=ImagesInput,
        body_types=["multipart/form-data"],
        errors=[NotFound, Unprocessable],
        description=f"Send up to {MOST_AT_ONCE} JPEG, PNG, WebP, GIF or AVIF files; a product has at most "
        f"{MOST_IMAGES}. Each is made anew as WebP in three sizes, without its metadata. "
        "If one can't be taken, none is. Answers all pictures of the product.",
    )
    @idempotent
    def post(self, request: Request, product_id: UUID) -> Response:
        """Show a product in more pictures."""
        add_images(self.actor, product_id, **self.read_body(ImagesInput))
        at = media(request)
        rows = ProductImage.objects.of(product_id).rows()
        return created([ImageShape.of(row, at) for row in rows], "Images added")


class ImageDetail(ApiView):
    """One picture of a product."""

    @operation(
        "Delete a picture",
        who="the product's seller, managers of the store, admin",
        status=204,
        errors=[NotFound],
    )
    def delete(self, request: Request, product_id: UUID, image_id: UUID) -> Response:
        """Take a picture of a product down."""
        remove_image(self.actor, product_id, image_id)
        return gone()
