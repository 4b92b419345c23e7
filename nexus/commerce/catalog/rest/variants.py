from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.catalog.actions import (
    add_variant,
    change_variant,
    remove_price,
    remove_variant,
    set_price,
)
from nexus.commerce.catalog.models import Variant
from nexus.commerce.catalog.rest.serializers import PriceInput, VariantInput
from nexus.commerce.catalog.rest.shapes import VariantShape
from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.views import ApiView

OWNER = "the product's seller, managers of the store, admin"
ERRORS = [NotFound, Conflict, Unprocessable]


def _shown(variant_id: UUID) -> VariantShape:
    return VariantShape.of(Variant.objects.rows().get(pk=variant_id))


class VariantList(ApiView):
    """A product's variants."""

    @operation("Add a variant", who=OWNER, answer=VariantShape, status=201, body=VariantInput, errors=ERRORS)
    @idempotent
    def post(self, request: Request, product_id: UUID) -> Response:
        """Offer a product in one more size, colour or the like."""
        variant = add_variant(self.actor, product_id, self.read_body(VariantInput))
        return created(_shown(variant.pk), "Variant created")


class VariantDetail(ApiView):
    """One variant of a product."""

    @operation("Change a variant", who=OWNER, answer=VariantShape, body=VariantInput, errors=ERRORS)
    def put(self, request: Request, product_id: UUID, variant_id: UUID) -> Response:
        """Change the fields that are given."""
        fields = self.read_body(VariantInput, partial=True)
        change_variant(self.actor, product_id, variant_id, fields)
        return ok(_shown(variant_id), "Variant updated")

    patch = put

    @operation("Delete a variant", who=OWNER, status=204, errors=[NotFound, Unprocessable])
    def delete(self, request: Request, product_id: UUID, variant_id: UUID) -> Response:
        """Offer a product in one variant less; the last one stays."""
        remove_variant(self.actor, product_id, variant_id)
        return gone()


class VariantPriceDetail(ApiView):
    """What a variant costs in one further currency."""

    @operation(
        "Set a price in a further currency",
        who=OWNER,
        answer=VariantShape,
        body=PriceInput,
        errors=[NotFound, Unprocessable],
        description="Say what a variant costs in a currency beside its product's own. Nothing is converted: "
        "it is sold in the currencies in which it has a price.",
    )
    def put(self, request: Request, product_id: UUID, variant_id: UUID, currency: str) -> Response:
        """Say what a variant costs in a further currency."""
        set_price(self.actor, product_id, variant_id, currency.upper(), self.read_body(PriceInput))
        return ok(_shown(variant_id), "Price set")

    @operation("Delete a price in a further currency", who=OWNER, status=204, errors=[NotFound])
    def delete(self, request: Request, product_id: UUID, variant_id: UUID, currency: str) -> Response:
        """Sell a variant in this currency no longer."""
        remove_price(self.actor, product_id, variant_id, currency.upper())
        return gone()
