from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from nexus.commerce.catalog.actions import archive_product, create_product, publish_product, update_product
from nexus.commerce.catalog.models import Product
from nexus.commerce.catalog.rest.queries import OwnProductsQuery, ProductQuery, ProductSearch
from nexus.commerce.catalog.rest.reading import (
    media,
    product_list,
    product_on_sale,
    product_page,
    product_written,
)
from nexus.commerce.catalog.rest.serializers import ProductChanges, ProductInput
from nexus.commerce.catalog.rest.shapes import OwnProductCard, ProductCard, ProductShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import PRIVATE, created, gone, ok
from nexus.kernel.api.errors import Conflict, InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.taxonomy.rest.reading import ids_under

PUBLIC = ["catalog", "taxonomy", "accounts"]
OWNER = "its seller, managers of the store, admin"
FILTERS = (
    "`category` takes a slug or an id and includes all below it; `search` finds unfinished and misspelt "
    "words too, best matches first (of the newest 1,000) unless `ordering` is given. "
    "`created_at` is newest first; `oldest` turns it round."
)


class ProductList(ApiView):
    """All products on sale."""

    @operation(
        "List the products",
        who=ANYONE,
        answer=ProductCard,
        many=True,
        query=ProductQuery,
        public=PUBLIC,
        description=f"List the products on sale. {FILTERS}",
    )
    def get(self, request: Request) -> Response:
        """List the products on sale."""
        return product_list(request, read_query(request, ProductQuery))

    @operation(
        "Add a product",
        who="seller, managers of the store",
        answer=ProductShape,
        status=201,
        body=ProductInput,
        errors=[NotFound, Conflict, Unprocessable],
        description="Put a product on sale: with one price and stock, or with `variants`. "
        "Only an administrator may set `is_featured`.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Put a product on sale."""
        product = create_product(self.actor, self.read_body(ProductInput))
        return created(product_written(request, product.pk), "Product created")


class ProductFind(ApiView):
    """The search."""

    @operation(
        "Search the products",
        who=ANYONE,
        answer=ProductCard,
        many=True,
        query=ProductSearch,
        public=PUBLIC,
        description=f"Search the products on sale, with `q` or `search`. {FILTERS}",
    )
    def get(self, request: Request) -> Response:
        """Search the products on sale."""
        return product_list(request, read_query(request, ProductSearch))


class ProductFeatured(ApiView):
    """What the site puts forward."""

    @operation(
        "List the featured products",
        who=ANYONE,
        answer=ProductCard,
        many=True,
        query=ProductQuery,
        public=PUBLIC,
    )
    def get(self, request: Request) -> Response:
        """List what the site puts forward."""
        return product_list(request, read_query(request, ProductQuery), is_put_forward=True)


class CategoryProducts(ApiView):
    """What is on sale in one category."""

    @operation(
        "List the products of a category",
        who=ANYONE,
        answer=ProductCard,
        many=True,
        query=ProductQuery,
        errors=[NotFound],
        public=PUBLIC,
    )
    def get(self, request: Request, category_id: int) -> Response:
        """List what is on sale in a category and below it."""
        query = read_query(request, ProductQuery)
        below = ids_under(request, category_id)
        if category_id not in below:
            raise NotFound
        return product_list(request, query, within=below)


class OwnProducts(ApiView):
    """What a seller has, on sale or not."""

    @operation("List my products", who="signed in", answer=OwnProductCard, many=True, query=OwnProductsQuery)
    def get(self, request: Request) -> Response:
        """List one's own products, those waiting for review and those taken off included."""
        require(self.actor, "catalog.list_own_products")
        query = read_query(request, OwnProductsQuery)
        at = media(request)
        rows = Product.objects.owned_by(self.actor).narrowed(status=query.status).cards()
        return listing(request, rows, query, lambda row: OwnProductCard.of(row, at), query.order)


class ProductDetail(ApiView):
    """One product."""

    @operation(
        "Show a product",
        who=ANYONE,
        answer=ProductShape,
        errors=[NotFound],
        public=PUBLIC,
        description="Show a product on sale; its seller sees it while it waits for review too.",
    )
    def get(self, request: Request, product_id: UUID) -> Response:
        """Show a product, with its variants and pictures."""
        if live := product_on_sale(request, product_id):
            return ok(live)
        own = Product.objects.visible_to(self.actor).kept().pages().filter(pk=product_id).first()
        if own is None:
            raise NotFound
        answer = ok(product_page(request, own))
        answer["Cache-Control"] = PRIVATE
        return answer

    @operation(
        "Change a product",
        who=OWNER,
        answer=ProductShape,
        body=ProductChanges,
        errors=[NotFound, Conflict, Unprocessable],
    )
    def put(self, request: Request, product_id: UUID) -> Response:
        """Change the fields that are given; price, stock and SKU where the product has one variant."""
        update_product(self.actor, product_id, self.read_body(ProductChanges, partial=True))
        return ok(product_written(request, product_id), "Product updated")

    patch = put

    @operation(
        "Delete a product",
        who=OWNER,
        status=204,
        errors=[NotFound],
        description="Take a product off: gone for everyone, archived in its seller's own list.",
    )
    def delete(self, request: Request, product_id: UUID) -> Response:
        """Take a product off."""
        archive_product(self.actor, product_id)
        return gone()


class ProductPublish(ApiView):
    """Putting a product on sale."""

    @operation(
        "Put a product on sale",
        who="admin; its seller and the store's managers for one that was taken off",
        answer=ProductShape,
        errors=[NotFound, InvalidTransition],
    )
    def post(self, request: Request, product_id: UUID) -> Response:
        """Put on sale what waited for review, or back on sale what was taken off."""
        publish_product(self.actor, product_id)
        return ok(product_written(request, product_id), "Product published")
