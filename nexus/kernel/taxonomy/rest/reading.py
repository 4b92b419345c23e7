"""How lists of what is filed read the tree."""

from django.http import HttpRequest

from nexus.kernel.api.remembered import remembered
from nexus.kernel.taxonomy.models import Category


def ids_under(request: HttpRequest, root: str | int) -> list[int]:
    """List the ids of a category and of all below it, remembered for other pages of this moment."""
    return remembered(request, ("categories under", root), lambda: Category.objects.ids_under(root))
