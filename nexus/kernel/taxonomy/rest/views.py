from rest_framework.request import Request
from rest_framework.response import Response

from nexus.kernel.api.answers import created, gone, ok
from nexus.kernel.api.errors import Conflict, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView
from nexus.kernel.taxonomy.actions import create_category, delete_category, update_category
from nexus.kernel.taxonomy.models import BY_NAME, Category
from nexus.kernel.taxonomy.rest.serializers import CategoryInput
from nexus.kernel.taxonomy.rest.shapes import CategoryQuery, CategoryShape


def _shown(category_id: int) -> CategoryShape:
    return CategoryShape.of(Category.objects.rows().get(pk=category_id))


class CategoryList(ApiView):
    """All categories."""

    @operation(
        "List the categories",
        who=ANYONE,
        answer=CategoryShape,
        many=True,
        query=CategoryQuery,
        public=["taxonomy"],
    )
    def get(self, request: Request) -> Response:
        """List the categories by name."""
        query = read_query(request, CategoryQuery)
        rows = Category.objects.narrowed(parent=query.parent, search=query.search).rows()
        return listing(request, rows, query, CategoryShape.of, BY_NAME)

    @operation(
        "Add a category",
        who="seller, employer, admin",
        answer=CategoryShape,
        status=201,
        body=CategoryInput,
        errors=[Conflict],
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Add a category."""
        category = create_category(self.actor, self.read_body(CategoryInput))
        return created(_shown(category.pk), "Category created")


class CategoryDetail(ApiView):
    """One category."""

    @operation("Show a category", who=ANYONE, answer=CategoryShape, errors=[NotFound], public=["taxonomy"])
    def get(self, request: Request, category_id: int) -> Response:
        """Show a category."""
        return ok(_shown(category_id))

    @operation(
        "Change a category",
        who="seller, admin",
        answer=CategoryShape,
        body=CategoryInput,
        errors=[NotFound, Conflict, Unprocessable],
    )
    def put(self, request: Request, category_id: int) -> Response:
        """Change the fields that are given."""
        update_category(self.actor, category_id, self.read_body(CategoryInput, partial=True))
        return ok(_shown(category_id), "Category updated")

    patch = put

    @operation("Delete a category", who="admin", status=204, errors=[NotFound, Conflict])
    def delete(self, request: Request, category_id: int) -> Response:
        """Delete a category that nothing is filed under."""
        delete_category(self.actor, category_id)
        return gone()
