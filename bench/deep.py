"""How far down a list a walk by cursor can be begun."""

from nexus.commerce.catalog.models import Product
from nexus.commerce.catalog.rest.queries import NEWEST
from nexus.kernel.api.cursors import Cursor

DEEP_PAGE = 5_000


def cursor_of(page: int, size: int = 20) -> str:
    """Give the cursor that a page of products begins behind; the last page's, where the list ends before."""
    if page == 1:
        return ""
    rows = Product.objects.live().order_by(*NEWEST).values("created_at", "id")
    return Cursor(NEWEST).after(rows[min((page - 1) * size, rows.count() - size - 1)])
