"""How many of a line are shipped, or never will be: counted by the database, not read and written back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from nexus.commerce.orders.models import OrderLine

Quantities = Mapping[UUID, int]  # by line

_LEFT = F("quantity") - F("shipped_quantity") - F("cancelled_quantity")


def left_to_ship(line: OrderLine) -> int:
    """Tell how many of a line are still to be sent."""
    return line.quantity - line.shipped_quantity - line.cancelled_quantity


def add_shipped(part_id: UUID, quantities: Quantities) -> bool:
    """Count so many of a part's lines as shipped; False, where one hasn't that many left."""
    return _added(part_id, quantities, "shipped_quantity")


def add_cancelled(part_id: UUID, quantities: Quantities) -> bool:
    """Count so many of a part's lines as never to be shipped; False, where one hasn't that many left."""
    return _added(part_id, quantities, "cancelled_quantity")


def _added(part_id: UUID, quantities: Quantities, column: str) -> bool:
    number = Case(
        *(When(pk=line, then=Value(quantity)) for line, quantity in quantities.items()),
        output_field=IntegerField(),
    )
    lines: QuerySet[OrderLine, Any] = OrderLine.objects.filter(part=part_id, pk__in=quantities)
    changed = lines.alias(left=_LEFT - number).filter(left__gte=0).update(**{column: F(column) + number})
    return changed == len(quantities)
