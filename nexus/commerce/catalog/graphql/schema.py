from functools import partial

import strawberry
from strawberry import UNSET

from nexus.commerce.catalog.actions import create_product
from nexus.commerce.catalog.actions.saving import AREA
from nexus.commerce.catalog.graphql.inputs import ProductFilter, ProductInput, ProductOrdering
from nexus.commerce.catalog.graphql.types import Product, products_of
from nexus.commerce.catalog.models import Product as ProductModel, ProductQuerySet
from nexus.commerce.catalog.rest.queries import ProductQuery
from nexus.commerce.catalog.rest.reading import media
from nexus.commerce.catalog.rest.serializers import ProductInput as ProductShape
from nexus.kernel.api.graphql.connections import BY_RANK, Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import read_input, read_narrowing, uuid_of
from nexus.kernel.search.vocabulary import parse


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
        search = parse(AREA, query.text)
        found = ProductModel.objects.live().narrowed(**query.filters)
        if search and query.ordering is None:
            return Listing(found.by_relevance(search).cards(), BY_RANK, nodes)
        return Listing(found.matching(search).cards(), query.order, nodes)

    @shown_as(Product | None)
    def product(self, info: Info, id: strawberry.ID) -> Product:
        """Show a product on sale."""
        return _shown(info, ProductModel.objects.live().filter(pk=uuid_of(id)))


@strawberry.type
class Mutation:
    """What one may do in the catalogue."""

    @mutation(Product)
    def create_product(self, info: Info, input: ProductInput) -> Product:
        """Put a product on sale: public at once, unless the site reviews products first."""
        product = create_product(info.context.actor, read_input(ProductShape, input))
        return _shown(info, ProductModel.objects.filter(pk=product.pk))


def _shown(info: Info, products: ProductQuerySet) -> Product:
    return products_of([products.cards().get()], media(info.context.request))[0]
