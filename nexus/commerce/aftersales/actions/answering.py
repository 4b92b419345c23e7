"""What becomes of a wish to give things back: the seller agrees or doesn't, or the customer keeps them."""

from uuid import UUID

from django.db import transaction

from nexus.commerce.aftersales.events import ReturnApproved, ReturnRejected, ReturnWithdrawn
from nexus.commerce.aftersales.models import Return, ReturnStatus
from nexus.commerce.orders.actions import locked_order
from nexus.commerce.orders.models import Order
from nexus.kernel.access import require
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


@transaction.atomic
def approve_return(actor: Actor, return_id: UUID, *, answer: str = "") -> Return:
    """Agree to take things back: the customer may send them."""
    wish, _ = locked_return(actor, return_id, "aftersales.answer_return")
    _step(wish, ReturnStatus.APPROVED, answer)
    publish(ReturnApproved(wish.pk, wish.part_id), actor=actor)
    return wish


@transaction.atomic
def reject_return(actor: Actor, return_id: UUID, *, answer: str) -> Return:
    """Refuse to take things back, or give up waiting for them; the answer says why."""
    wish, _ = locked_return(actor, return_id, "aftersales.answer_return")
    _step(wish, ReturnStatus.REJECTED, answer)
    publish(ReturnRejected(wish.pk, wish.part_id), actor=actor)
    return wish


@transaction.atomic
def withdraw_return(actor: Actor, return_id: UUID) -> Return:
    """Keep the things after all."""
    wish, _ = locked_return(actor, return_id, "aftersales.withdraw_return")
    _step(wish, ReturnStatus.CANCELLED, wish.answer)
    publish(ReturnWithdrawn(wish.pk, wish.part_id), actor=actor)
    return wish


def locked_return(actor: Actor, return_id: UUID, permission: str) -> tuple[Return, Order]:
    """Give a return that the actor may do this to, and its order, held until the transaction ends."""
    require(actor, "aftersales.look_for_return")
    wish = Return.objects.visible_to(actor).select_related("part").get(pk=return_id)
    require(actor, permission, wish)
    order = locked_order(wish.part.order_id)
    # As it stands now that nobody else moves it.
    return Return.objects.select_related("part").get(pk=return_id), order


def _step(wish: Return, status: ReturnStatus, answer: str) -> None:
    wish.step_to(status)
    wish.answer = answer
    wish.save(update_fields=["status", "answer", "updated_at"])
