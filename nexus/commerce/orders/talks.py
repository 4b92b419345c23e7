"""Orders that are paid can be talked about: by the customer with each seller, and by a seller."""

from collections.abc import Collection
from uuid import UUID

from nexus.commerce.orders.models import Order, OrderPart, sellers_of
from nexus.commerce.stores.models import sellers_run_by, teams_of
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.exceptions import WhomTo
from nexus.kernel.messaging.subjects import Parties, Subject, subject


def _parties(actor: Actor, order_id: UUID, to: UUID | None) -> Parties:
    """Give the customer, and the seller: the only one, the one that is named, or the one who asks."""
    order = Order.objects.placed_by(actor).filter(pk=order_id).first()
    if order is None:
        return _of_a_sale(actor, order_id, to)
    if order.paid_at is None:
        raise Unprocessable("This order isn't paid yet: its sellers don't know of it. Write about a product.")
    sellers = {*OrderPart.objects.filter(order=order).values_list("seller", flat=True)}
    seller = _one_of(sellers, to)
    return Parties(order.customer_id, seller, order.number)


def _of_a_sale(actor: Actor, order_id: UUID, to: UUID | None) -> Parties:
    # Who works for several of an order's sellers says for which one.
    sold = OrderPart.objects.sold_by(sellers_of(actor)).filter(order=order_id).select_related("order")
    parts = {part.seller_id: part for part in sold}
    if not parts:
        raise NotFound
    part = parts[_one_of(parts, to)]
    return Parties(part.order.customer_id, part.seller_id, part.order.number, as_host=True)


def _one_of(sellers: Collection[UUID], to: UUID | None) -> UUID:
    if to is None and len(sellers) == 1:
        return next(iter(sellers))
    if to is None or to not in sellers:
        raise WhomTo(sellers)
    return to


def _everyone_of(seller_id: UUID) -> Collection[UUID]:
    return teams_of([seller_id])[seller_id]


subject(
    Subject(
        "order",
        parties=_parties,
        hosts_of=sellers_run_by,
        people_of=_everyone_of,
        doubts=("commerce.store.member_removed",),
    )
)
