import strawberry
from strawberry import UNSET

from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.fields import listed, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_narrowing
from nexus.kernel.taxonomy.graphql.types import Category, categories_by_id, categories_of
from nexus.kernel.taxonomy.models import Category as CategoryModel
from nexus.kernel.taxonomy.rest.shapes import CategoryQuery


@strawberry.input
class CategoryFilter:
    """What the category list can be narrowed to."""

    parent: str | None = strawberry.field(default=UNSET, description="A slug or an id: its direct children.")
    search: str | None = strawberry.field(default=UNSET, description="A text that the name contains.")


@strawberry.type
class Query:
    """What one may ask of the category tree."""

    @listed(Category)
    def categories(self, filter: CategoryFilter | None = UNSET) -> Listing[Category]:
        """List the categories by name."""
        query = read_narrowing(CategoryQuery, filter)
        rows = CategoryModel.objects.narrowed(parent=query.parent, search=query.search).rows()
        return Listing(rows, ["name", "id"], categories_of)

    @shown_as(Category | None)
    def category(self, id: strawberry.ID) -> Category:
        """Show a category."""
        number = number_of(id)
        found = categories_by_id([number])
        if number not in found:
            raise NotFound
        return found[number]
