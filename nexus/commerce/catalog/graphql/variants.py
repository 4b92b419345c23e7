import strawberry

from nexus.commerce.catalog.actions import (
    add_variant,
    change_variant,
    remove_price,
    remove_variant,
    set_price,
)
from nexus.commerce.catalog.actions.images import remove_image
from nexus.commerce.catalog.graphql.inputs import PriceInput, VariantInput
from nexus.commerce.catalog.graphql.types import Product, written
from nexus.commerce.catalog.rest import serializers
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation
from nexus.kernel.api.graphql.inputs import read_input, uuid_of


@strawberry.type
class Mutation:
    """What one may do with what hangs on a product."""

    @mutation(Product)
    def add_variant(self, info: Info, product: strawberry.ID, input: VariantInput) -> Product:
        """Offer a product in one more size, colour or the like."""
        key, fields = uuid_of(product), read_input(serializers.VariantInput, input)
        add_variant(info.context.actor, key, fields)
        return written(info, key)

    @mutation(Product)
    def change_variant(
        self, info: Info, product: strawberry.ID, variant: strawberry.ID, input: VariantInput
    ) -> Product:
        """Change the fields that are given of a variant."""
        key, fields = uuid_of(product), read_input(serializers.VariantInput, input, partial=True)
        change_variant(info.context.actor, key, uuid_of(variant), fields)
        return written(info, key)

    @mutation(Product)
    def remove_variant(self, info: Info, product: strawberry.ID, variant: strawberry.ID) -> Product:
        """Offer a product in one variant less; the last one stays."""
        remove_variant(info.context.actor, uuid_of(product), uuid_of(variant))
        return written(info, uuid_of(product))

    @mutation(Product)
    def set_variant_price(
        self, info: Info, product: strawberry.ID, variant: strawberry.ID, currency: str, input: PriceInput
    ) -> Product:
        """Say what a variant costs in a currency beside its product's own; nothing is converted."""
        key, fields = uuid_of(product), read_input(serializers.PriceInput, input)
        set_price(info.context.actor, key, uuid_of(variant), currency.upper(), fields)
        return written(info, key)

    @mutation(Product)
    def remove_variant_price(
        self, info: Info, product: strawberry.ID, variant: strawberry.ID, currency: str
    ) -> Product:
        """Sell a variant in a further currency no longer."""
        remove_price(info.context.actor, uuid_of(product), uuid_of(variant), currency.upper())
        return written(info, uuid_of(product))

    @mutation(Product)
    def remove_image(self, info: Info, product: strawberry.ID, image: strawberry.ID) -> Product:
        """Take a picture of a product down."""
        remove_image(info.context.actor, uuid_of(product), uuid_of(image))
        return written(info, uuid_of(product))
