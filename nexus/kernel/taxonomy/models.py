from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.text import slugify

NAME_LENGTH = 120
_SUBTREE = """
    WITH RECURSIVE subtree AS (
        SELECT id FROM taxonomy_category WHERE {root}
        UNION SELECT child.id FROM taxonomy_category child JOIN subtree ON child.parent_id = subtree.id
    ) SELECT id FROM subtree
"""


def _is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19  # noqa: PLR2004 (digits that always fit a bigint)


class CategoryQuerySet(models.QuerySet["Category"]):
    """Categories, as lists and filters want them."""

    def under(self, root: str) -> CategoryQuerySet:
        """Keep a category, named by slug or by id, and all that is below it."""
        condition, values = (
            ("slug = %s OR id = %s", [root, int(root)]) if _is_id(root) else ("slug = %s", [root])
        )
        statement = _SUBTREE.format(root=condition)
        return self.filter(pk__in=RawSQL(statement, values))  # noqa: S611 (the root is a bound parameter)

    def narrowed(self, *, parent: str | None, search: str | None) -> CategoryQuerySet:
        """Keep the direct children of a category, and names that contain a text."""
        narrowed = self
        if parent is not None:
            by_id = models.Q(parent=int(parent)) if _is_id(parent) else models.Q()
            narrowed = narrowed.filter(models.Q(parent__slug=parent) | by_id)
        return narrowed.filter(name__icontains=search) if search else narrowed

    def rows(self) -> models.QuerySet[Category, Any]:
        """Give plain rows with what the API shows of a category."""
        return self.values("id", "name", "slug", "description", "parent_id", "created_at")


class Category(models.Model):
    """A place in the tree that products and jobs are filed under."""

    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=NAME_LENGTH, help_text="Made from the name when it isn't given.")
    description = models.TextField(max_length=2_000, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["name", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], name="category_slug_unique", violation_error_message="This slug is taken."
            )
        ]

    def __str__(self) -> str:
        return self.name

    def name_slug(self) -> None:
        """Make the slug from the name, where none was given."""
        self.slug = self.slug or slugify(self.name)[:NAME_LENGTH].strip("-") or "category"

    def is_under(self, other: Category) -> bool:
        """Tell whether this category is the other one or below it."""
        return type(self).objects.under(str(other.pk)).filter(pk=self.pk).exists()
