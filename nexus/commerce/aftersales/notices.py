"""Who is told what of returns; both sides are mailed of them anyway."""

from collections.abc import Iterator
from uuid import UUID

from nexus.commerce.aftersales.events import ReturnApproved, ReturnRejected, ReturnRequested
from nexus.commerce.aftersales.models import Return
from nexus.commerce.stores.models import StoreRole, team_of
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Frequency, Kind, Notice, notifies

RETURN_REQUESTED = Kind(
    "return_requested",
    "A customer wants to give things back",
    group="Sales",
    email=Frequency.NEVER,
    example=("A return for order N-001000042 is asked for", "It is too small."),
)
RETURN_DECIDED = Kind(
    "return_decided",
    "A seller answered a return",
    group="Orders",
    email=Frequency.NEVER,
    example=("Your return for order N-001000042 is approved", "Send it to: Nexus Outfitters, Ufer 1."),
)


@notifies(ReturnRequested, kind=RETURN_REQUESTED)
def return_requested(heard: Heard[ReturnRequested]) -> Iterator[Notice]:
    """Tell the store's managers what a customer wants to give back, and why."""
    wish = _return(heard.fact.return_id)
    title = f"A return for order {wish.part.order.number} is asked for"
    for user_id in team_of(wish.seller_id, StoreRole.MANAGER):
        yield _of_return(wish, user_id, title, wish.reason)


@notifies(ReturnApproved, kind=RETURN_DECIDED)
def return_approved(heard: Heard[ReturnApproved]) -> Iterator[Notice]:
    """Tell the customer that the seller agrees."""
    wish = _return(heard.fact.return_id)
    title = f"Your return for order {wish.part.order.number} is approved"
    yield _of_return(wish, wish.customer_id, title, wish.answer)


@notifies(ReturnRejected, kind=RETURN_DECIDED)
def return_rejected(heard: Heard[ReturnRejected]) -> Iterator[Notice]:
    """Tell the customer that the seller refuses."""
    wish = _return(heard.fact.return_id)
    title = f"Your return for order {wish.part.order.number} is refused"
    yield _of_return(wish, wish.customer_id, title, wish.answer)


def _return(return_id: UUID) -> Return:
    return Return.objects.select_related("part__order").get(pk=return_id)


def _of_return(wish: Return, user_id: UUID, title: str, text: str) -> Notice:
    about = {"order": str(wish.part.order_id), "return": str(wish.pk)}
    return Notice(user_id, title, text, link=f"/api/returns/{wish.pk}/", about=about)
