"""What a seller offers: taken off the shelves with its account; what was sold stays what it was."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.commerce.catalog.actions import archive_product
from nexus.commerce.catalog.models import Product
from nexus.kernel.accounts.holdings import Holding, holds
from nexus.kernel.kit.actor import SYSTEM


def _products(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    return Product.objects.filter(seller=user_id).values("id", "name", "description", "status", "created_at")


def _archive(user_id: UUID) -> None:
    for product_id in Product.objects.filter(seller=user_id).kept().values_list("pk", flat=True):
        archive_product(SYSTEM, product_id)


holds(Holding("products", _products, _archive))
