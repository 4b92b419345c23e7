from __future__ import annotations

from hashlib import blake2b
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.text import slugify

from nexus.kernel.database.any_of import AnyOf
from nexus.kernel.database.blanks import Blank
from nexus.kernel.database.sorting import name_key
from nexus.kernel.kit.ids import reads_as_number
from nexus.kernel.kit.texts import one_line

NAME_LENGTH = 120
DIGITS_ALONE: Final = "Digits alone would read as an id: put a word in front, such as 'year-2024'."
BY_NAME: Final = ("name_key", "id")
_SUBTREE = """
    WITH RECURSIVE subtree AS (
        SELECT id FROM taxonomy_category WHERE {root}
        UNION SELECT child.id FROM taxonomy_category child JOIN subtree ON child.parent_id = subtree.id
    ) SELECT id FROM subtree
"""

# To begin a statement with: each of %(categories)s with all that is above it, itself at distance 0. Moves
# make no circles; should one be written past them, the walk ends all the same.
ABOVE: Final = """
    WITH RECURSIVE above (asked, category_id, distance) AS (
        SELECT DISTINCT category, category, 0 FROM unnest(%(categories)s::bigint[]) AS category
        UNION ALL
        SELECT above.asked, category.parent_id, above.distance + 1
        FROM above JOIN taxonomy_category AS category ON category.id = above.category_id
        WHERE category.parent_id IS NOT NULL AND above.distance < 100
    )
"""


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, as lists and filters want them."""

    def named(self, name: str | int) -> CategoryQuerySet:
        """Keep the category of this slug or id."""
        column, value = _column_of(name)
        return self.filter(**{column: value})

    def under(self, root: str | int) -> CategoryQuerySet:
        """Keep a category, named by its slug or its id, and all that is below it."""
        column, value = _column_of(root)
        statement = _SUBTREE.format(root=f"{column} = %s")
        return self.filter(pk__in=RawSQL(statement, [value]))  # noqa: S611 (a bound parameter)

    def ids_under(self, root: str | int) -> list[int]:
        """List the ids of a category and of all below it; none where it isn't known."""
        return list(self.under(root).order_by().values_list("pk", flat=True))

    def narrowed(self, *, parent: str | None, search: str | None) -> CategoryQuerySet:
        """Keep the direct children of a category, and names that contain a text."""
        narrowed = self
        if parent is not None:
            column, value = _column_of(parent)
            narrowed = narrowed.filter(**{f"parent__{column}": value})
        return narrowed.filter(name__icontains=search) if search else narrowed

    def rows(self) -> models.QuerySet[Category, Any]:
        """Give plain rows with what the API shows of a category."""
        return self.values("id", "name", "name_key", "slug", "description", "parent_id", "created_at")


def _column_of(name: str | int) -> tuple[str, str | int]:
    # No slug is digits alone, so that these name one category wherever they are given.
    if isinstance(name, int) or reads_as_number(name):
        return "id", int(name)
    return "slug", name


def slug_of(name: str) -> str:
    """Make a slug from a name, which no id reads like.

    A name in another script has none in ASCII: its sum tells it from others.
    """
    spelt = slugify(name)[:NAME_LENGTH].strip("-")
    if spelt.isdecimal():
        return f"category-{spelt}"[:NAME_LENGTH]
    return spelt or f"category-{blake2b(name.encode(), digest_size=4).hexdigest()}"


def filed_in(category_ids: Blank) -> models.Q:
    """Give the condition for what is filed in one of these categories.

    By ids that were looked up before: PostgreSQL can then walk the index of a single category.
    """
    if category_ids.is_many:
        return models.Q(AnyOf("category", category_ids))
    return models.Q(category=category_ids)


class Category(models.Model):
    """A place in the tree that products and jobs are filed under."""

    name = models.CharField(max_length=NAME_LENGTH, validators=[one_line])
    slug = models.SlugField(max_length=NAME_LENGTH, help_text="Made from the name when it isn't given.")
    description = models.TextField(max_length=2_000, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    name_key = name_key("name")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        ordering = BY_NAME
        indexes = [models.Index(fields=BY_NAME, name="category_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], name="category_slug_unique", violation_error_message="This slug is taken."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a slug that reads like an id; one from before this rule may stay."""
        if self.slug.isdecimal() and not Category.objects.filter(pk=self.pk, slug=self.slug).exists():
            raise ValidationError({"slug": DIGITS_ALONE})

    def name_slug(self) -> None:
        """Make the slug from the name, where none was given."""
        self.slug = self.slug or slug_of(self.name)

    def is_under(self, other: Category) -> bool:
        """Tell whether this category is the other one or below it."""
        return type(self).objects.under(other.pk).filter(pk=self.pk).exists()
