"""What an order does with stock. Who may order, ship or cancel is asked by the rooms that call this.

Each is one statement, in the transaction of the order that it belongs to: it needs none of its own, and a
refusal has changed nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from nexus.commerce.inventory.events import StockLow
from nexus.commerce.inventory.exceptions import InsufficientStock, NotHeld
from nexus.commerce.inventory.models import Hold, MovementKind
from nexus.commerce.inventory.models.statements import Granted, Line, Missing
from nexus.kernel.api.generations import bump
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


def hold(order_id: UUID, quantities: Mapping[UUID, int], *, until: datetime | None, actor: Actor) -> None:
    """Hold all of this for an order until then, or for good; InsufficientStock holds nothing."""
    _expect_pieces(quantities)
    granted = Hold.objects.take(order_id, quantities, until, Line(MovementKind.HELD, actor.id))
    if any(row.held < row.asked for row in granted):
        raise _short(granted)
    if low := [StockLow(row.variant_id, item_id) for row in granted for item_id in row.low or ()]:
        publish(*low, actor=actor)
    bump("catalog")


def confirm_hold(order_id: UUID) -> None:
    """Keep what is held until it is shipped, because it was paid; NotHeld where it has been given back."""
    if not Hold.objects.of(order_id).update(expires_at=None):
        raise NotHeld("What was held for this order has been given back.")


def extend_hold(order_id: UUID, until: datetime) -> None:
    """Hold what isn't paid yet until another time; NotHeld where nothing is held that could run out."""
    if not Hold.objects.of(order_id).filter(expires_at__isnull=False).update(expires_at=until):
        raise NotHeld("Nothing is held for this order that could run out.")


def expired_holds(limit: int) -> list[UUID]:
    """Name orders whose holds ran out, the oldest first."""
    return Hold.objects.expired(limit)


def release(
    order_id: UUID, quantities: Mapping[UUID, int] | None = None, *, actor: Actor, reason: str = ""
) -> None:
    """Give back some of what is held for an order, or all that is left; NotHeld gives nothing back."""
    if quantities is not None:
        _expect_pieces(quantities)
    _expect(Hold.objects.give_up(order_id, quantities, Line(MovementKind.RELEASED, actor.id, reason)))
    bump("catalog")


def ship(order_id: UUID, quantities: Mapping[UUID, int], *, actor: Actor) -> None:
    """Let some of what is held for an order leave the house; NotHeld lets nothing leave."""
    _expect_pieces(quantities)
    _expect(Hold.objects.ship(order_id, quantities, Line(MovementKind.SHIPPED, actor.id)))


def take_back(order_id: UUID, quantities: Mapping[UUID, int], *, actor: Actor, reason: str = "") -> None:
    """Put returned goods back where they were shipped from; NotHeld where fewer were shipped."""
    _expect_pieces(quantities)
    _expect(Hold.objects.take_back(order_id, quantities, Line(MovementKind.RETURNED, actor.id, reason)))
    bump("catalog")


def _expect_pieces(quantities: Mapping[UUID, int]) -> None:
    if not all(quantity > 0 for quantity in quantities.values()):
        raise ValueError("Stock moves by whole pieces, one at least.")


def _expect(missing: Sequence[Missing]) -> None:
    if missing:
        raise NotHeld(
            details={"items": [_said(row.variant_id, row.asked, held=row.there) for row in missing]}
        )


def _short(granted: Sequence[Granted]) -> InsufficientStock:
    items = [
        _said(row.variant_id, row.asked, available=row.available)
        for row in granted
        if row.available < row.asked
    ]
    return InsufficientStock(details={"items": items})


def _said(variant_id: UUID, asked: int, **there: int) -> dict[str, Any]:
    figures = {name: int(quantity) for name, quantity in there.items()}
    return {"variant": str(variant_id), "asked": int(asked), **figures}
