from __future__ import annotations

from functools import lru_cache

from django.core.exceptions import ValidationError

from nexus.kernel.api.errors import Conflict
from nexus.kernel.kit.actor import Actor
from nexus.kernel.taxonomy.actions import create_category
from nexus.kernel.taxonomy.models import Category, slug_of

_slug = lru_cache(1_024)(slug_of)


class CategoryBook:
    """The categories that a file names: found, or added to the tree on the seller's behalf."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: dict[str, Category] = {}

    def forget(self) -> None:
        """Look everything up anew: what was added may have been rolled back."""
        self._known.clear()

    def find(self, names: list[str]) -> Category | None:
        """Give the category at the end of a path of names; ValidationError for a name that can't be one."""
        category = None
        for name in names:
            category = self._one(name, category)
        return category

    def _one(self, name: str, parent: Category | None) -> Category:
        slug = _slug(name)
        if slug not in self._known:
            self._known[slug] = Category.objects.filter(slug=slug).first() or self._add(name, slug, parent)
        return self._known[slug]

    def _add(self, name: str, slug: str, parent: Category | None) -> Category:
        try:
            return create_category(self._actor, {"name": name, "slug": slug, "parent": parent})
        except Conflict:  # someone has just added it
            return Category.objects.get(slug=slug)
        except ValidationError as refusal:
            raise ValidationError(f"category: {' '.join(refusal.messages)}") from refusal
