"""How selling goes."""

from datetime import datetime

from nexus.commerce.catalog.models import Product
from nexus.config.pages.figures.figure import Figure


def figures(since: datetime) -> list[Figure]:
    """Count what is on sale."""
    new = Product.objects.filter(created_at__gte=since).count()
    return [
        Figure(
            "Products live",
            Product.objects.live().count(),
            f"{new} new this week",
            Product,
            "inventory_2",
        )
    ]
