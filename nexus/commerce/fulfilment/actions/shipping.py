from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from nexus.commerce.fulfilment.actions.progress import locked_part, move_on
from nexus.commerce.fulfilment.actions.tracking import Tracking
from nexus.commerce.fulfilment.events import ShipmentSent
from nexus.commerce.fulfilment.exceptions import NotThatManyLeft, refuse_unknown
from nexus.commerce.fulfilment.models import Shipment, ShipmentLine, add_shipped, left_to_ship
from nexus.commerce.inventory.actions import ship
from nexus.commerce.orders.models import OrderLine, OrderPart, OrderStatus
from nexus.kernel.api.errors import InvalidTransition
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor

Lines = Mapping[UUID, OrderLine]
Quantities = Mapping[UUID, int]  # by line


@transaction.atomic
def ship_part(actor: Actor, part_id: UUID, quantities: Quantities | None, tracking: Tracking) -> Shipment:
    """Send things of a paid part: so many of the lines that are named, or everything that is left."""
    order, part = locked_part(actor, part_id, "fulfilment.ship_part")
    _expect_paid(part)
    lines = OrderLine.objects.in_bulk(OrderLine.objects.filter(part=part.pk).values_list("pk", flat=True))
    sent = _to_send(lines, quantities)
    shipment = _packed(part, sent, tracking)
    if stocked := _by_variant(lines, sent):
        ship(order.pk, stocked, actor=actor)
    move_on(order, part, actor=actor)
    publish(ShipmentSent(shipment.pk, order.pk, part.pk, part.seller_id), actor=actor)
    return shipment


def _expect_paid(part: OrderPart) -> None:
    if part.status not in {OrderStatus.PAID, OrderStatus.PART_SHIPPED}:
        raise InvalidTransition(
            f"Only what is paid and not yet sent can be shipped; this sale is {part.status}.",
            {"status": [part.status]},
        )


def _to_send(lines: Lines, asked: Quantities | None) -> Quantities:
    left = {line.pk: left_to_ship(line) for line in lines.values()}
    if asked is None:
        asked = {line: quantity for line, quantity in left.items() if quantity}
    refuse_unknown(asked, left)
    if not asked or any(quantity > left[line] for line, quantity in asked.items()):
        raise NotThatManyLeft(asked, left)
    return asked


def _packed(part: OrderPart, sent: Quantities, tracking: Tracking) -> Shipment:
    if not add_shipped(part.pk, sent):
        raise NotThatManyLeft(sent, {})  # the order's lock was got round; the database still says no
    shipment = Shipment(part=part, **tracking)
    shipment.full_clean(exclude=["part"], validate_unique=False, validate_constraints=False)
    shipment.save(force_insert=True)
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, line_id=line, quantity=quantity) for line, quantity in sent.items()
    )
    return shipment


def _by_variant(lines: Lines, sent: Quantities) -> dict[UUID, int]:
    # A variant that the catalogue no longer has lies in no warehouse either.
    variants = {line: lines[line].variant_id for line in sent}
    return {variant: sent[line] for line, variant in variants.items() if variant is not None}
