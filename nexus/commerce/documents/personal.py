"""Invoices and credit notes: kept as they were issued, for as long as the tax law says, and erased by nobody.

One without its buyer's name would be none (docs/decisions/0022).
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from nexus.commerce.documents.models import Document
from nexus.kernel.accounts.holdings import Holding, holds


def _documents(user_id: UUID) -> Iterable[Mapping[str, Any]]:
    own = Document.objects.filter(part__order__customer=user_id)
    return own.values("kind", "number", "issued_at", "says")


holds(Holding("documents", _documents))
