import strawberry
from strawberry import UNSET

from nexus.kernel.api.errors import NotFound
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input, read_narrowing
from nexus.kernel.taxonomy.actions import create_category, delete_category, update_category
from nexus.kernel.taxonomy.graphql.types import Category, categories_by_id, categories_of
from nexus.kernel.taxonomy.models import BY_NAME, Category as CategoryModel
from nexus.kernel.taxonomy.rest import serializers
from nexus.kernel.taxonomy.rest.shapes import CategoryQuery


@strawberry.input
class CategoryFilter:
    """What the category list can be narrowed to."""

    parent: str | None = strawberry.field(default=UNSET, description="A slug or an id: its direct children.")
    search: str | None = strawberry.field(default=UNSET, description="A text that the name contains.")


@strawberry.input
class CategoryChanges:
    """What a client changes of a category."""

    name: str | None = UNSET
    slug: str | None = strawberry.field(default=UNSET, description="Made from the name unless given.")
    description: str | None = UNSET
    parent: strawberry.ID | None = UNSET


@strawberry.input
class CategoryInput(CategoryChanges):
    """What a client says of a category."""

    name: str


@strawberry.type
class Query:
    """What one may ask of the category tree."""

    @listed(Category)
    def categories(self, filter: CategoryFilter | None = UNSET) -> Listing[Category]:
        """List the categories by name."""
        query = read_narrowing(CategoryQuery, filter)
        rows = CategoryModel.objects.narrowed(parent=query.parent, search=query.search).rows()
        return Listing(rows, BY_NAME, categories_of)

    @shown_as(Category | None)
    def category(self, id: strawberry.ID) -> Category:
        """Show a category."""
        return _shown(number_of(id))


@strawberry.type
class Mutation:
    """What one may do with the category tree."""

    @mutation(Category)
    def create_category(self, info: Info, input: CategoryInput) -> Category:
        """Add a category."""
        return _shown(create_category(info.context.actor, read_input(serializers.CategoryInput, input)).pk)

    @mutation(Category)
    def change_category(self, info: Info, id: strawberry.ID, input: CategoryChanges) -> Category:
        """Change the fields that are given of a category."""
        fields = read_input(serializers.CategoryInput, input, partial=True)
        return _shown(update_category(info.context.actor, number_of(id), fields).pk)

    @mutation(strawberry.ID)
    def delete_category(self, info: Info, id: strawberry.ID) -> int:
        """Delete a category that nothing is filed under; gives its id."""
        number = number_of(id)
        delete_category(info.context.actor, number)
        return number


def _shown(number: int) -> Category:
    found = categories_by_id([number])
    if number not in found:
        raise NotFound
    return found[number]
