from functools import partial
from uuid import UUID

import strawberry
from strawberry import UNSET

from nexus.commerce.catalog.actions import archive_product, create_product, publish_product, update_product
from nexus.commerce.catalog.graphql.inputs import (
    ProductChanges,
    ProductFilter,
    ProductInput,
    ProductOrdering,
)
from nexus.commerce.catalog.graphql.types import Product, products_of, written
from nexus.commerce.catalog.graphql.variants import Mutation as VariantMutation
from nexus.commerce.catalog.models import Product as ProductModel, Status
from nexus.commerce.catalog.rest import serializers
from nexus.commerce.catalog.rest.queries import OwnProductsQuery, ProductQuery
from nexus.commerce.catalog.rest.reading import media, products_on_sale
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import BY_RANK, Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of


@strawberry.type
class Query:
    """What one may ask of the catalogue."""

    @listed(Product)
    def products(
        self,
        info: Info,
        filter: ProductFilter | None = UNSET,
        ordering: ProductOrdering | None = UNSET,
    ) -> Listing[Product]:
        """List the products on sale."""
        query = read_narrowing(ProductQuery, filter, ordering=ordering)
        nodes = partial(products_of, media=media(info.context.request))
        found, order = products_on_sale(info.context.request, query)
        return Listing(found, order or BY_RANK, nodes)

    @listed(Product)
    def own_products(
        self, info: Info, status: Status | None = UNSET, ordering: ProductOrdering | None = UNSET
    ) -> Listing[Product]:
        """List one's own products, those waiting for review and those taken off included."""
        actor = info.context.actor
        require(actor, "catalog.list_own_products")
        query = read_narrowing(OwnProductsQuery, None, status=status, ordering=ordering)
        rows = ProductModel.objects.owned_by(actor).narrowed(status=query.status).cards()
        return Listing(rows, query.order, partial(products_of, media=media(info.context.request)))

    @shown_as(Product | None)
    def product(self, info: Info, id: strawberry.ID) -> Product:
        """Show a product on sale; its seller sees it while it waits for review too."""
        visible = ProductModel.objects.visible_to(info.context.actor).kept()
        return products_of([visible.cards().get(pk=uuid_of(id))], media(info.context.request))[0]


@strawberry.type
class Mutation(VariantMutation):
    """What one may do in the catalogue; pictures are files, and files are sent over REST."""

    @mutation(Product)
    def create_product(self, info: Info, input: ProductInput) -> Product:
        """Put a product on sale: public at once, unless the site reviews products first."""
        product = create_product(info.context.actor, read_input(serializers.ProductInput, input))
        return written(info, product.pk)

    @mutation(Product)
    def change_product(self, info: Info, id: strawberry.ID, input: ProductChanges) -> Product:
        """Change the fields that are given; price, stock and SKU where the product has one variant."""
        fields = read_input(serializers.ProductChanges, input, partial=True)
        return written(info, update_product(info.context.actor, uuid_of(id), fields).pk)

    @mutation(Product)
    def publish_product(self, info: Info, id: strawberry.ID) -> Product:
        """Put on sale what waited for review, or back on sale what was taken off."""
        return written(info, publish_product(info.context.actor, uuid_of(id)).pk)

    @mutation(strawberry.ID)
    def delete_product(self, info: Info, id: strawberry.ID) -> UUID:
        """Take a product off: gone for everyone, archived in its seller's own list; gives its id."""
        product_id = uuid_of(id)
        archive_product(info.context.actor, product_id)
        return product_id
