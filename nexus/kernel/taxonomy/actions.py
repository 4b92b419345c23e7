from typing import TypedDict

from django.db import transaction

from nexus.kernel.access import require
from nexus.kernel.api.errors import Unprocessable
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of, protected
from nexus.kernel.database.turns import wait_for_turn
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.events import CategoryChanged, CategoryCreated, CategoryDeleted
from nexus.kernel.taxonomy.models import Category

BELOW_ITSELF = "A category can't be moved below itself."


class CategoryFields(TypedDict, total=False):
    """What a category is made of."""

    name: str
    slug: str
    description: str
    parent: Category | None


@transaction.atomic
def create_category(actor: Actor, fields: CategoryFields) -> Category:
    """Add a category to the tree; a taken slug is a Conflict."""
    require(actor, "taxonomy.add_category")
    category = Category(**fields)
    _save(category)
    bump("taxonomy")
    publish(CategoryCreated(category.pk), actor=actor)
    return category


@transaction.atomic
def update_category(actor: Actor, category_id: int, fields: CategoryFields) -> Category:
    """Rename, describe or move a category; what isn't given stays."""
    if fields.get("parent"):
        wait_for_turn("moves of categories")  # two at once could each put one below the other
    category = Category.objects.select_for_update().get(pk=category_id)
    require(actor, "taxonomy.change_category", category)
    for name, value in fields.items():
        setattr(category, name, value)
    if category.parent and category.parent.is_under(category):
        raise Unprocessable(BELOW_ITSELF)
    _save(category)
    bump("taxonomy")
    publish(CategoryChanged(category.pk), actor=actor)
    return category


@transaction.atomic
def delete_category(actor: Actor, category_id: int) -> None:
    """Remove a category that nothing is filed under."""
    category = Category.objects.select_for_update().get(pk=category_id)
    require(actor, "taxonomy.delete_category", category)
    with protected("This category is in use: move what is filed under it first."):
        category.delete()
    bump("taxonomy")
    publish(CategoryDeleted(category_id), actor=actor)


def _save(category: Category) -> None:
    category.name_slug()
    category.full_clean(validate_unique=False, validate_constraints=False)
    with constraints_of(Category):
        category.save()
