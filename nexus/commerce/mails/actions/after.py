"""What is written of refunds and returns."""

from typing import Any
from uuid import UUID

from nexus.commerce.aftersales.models import Return
from nexus.commerce.mails.actions.wording import called, stores_of, thing, write_to
from nexus.commerce.orders.models import Order
from nexus.commerce.payments.models import Refund
from nexus.kernel.kit.money import money


def tell_refunded(refund_id: UUID) -> None:
    """Write to the customer that money went back, and for what."""
    refund = Refund.objects.select_related("payment__order__customer", "part").get(pk=refund_id)
    if refund.payment is None:
        return  # nothing had been paid, so nothing went back
    order = refund.payment.order
    write_to(order.customer, "refund_sent", _of_refund(refund, order))


def tell_refund_failed(refund_id: UUID) -> None:
    """Write to the seller that a refund didn't go through, so that it is tried again."""
    refund = Refund.objects.select_related("payment__order", "part__seller").get(pk=refund_id)
    if refund.payment is not None and refund.part is not None:
        write_to(refund.part.seller, "refund_failed", _of_refund(refund, refund.payment.order))


def tell_return_asked(return_id: UUID) -> None:
    """Write to the seller what a customer wants to give back, and why."""
    wish = _return(return_id)
    write_to(wish.seller, "return_asked", _of_return(wish) | {"customer": called(wish.customer)})


def tell_return_answered(return_id: UUID, template: str) -> None:
    """Write to the customer what the seller says to a return."""
    wish = _return(return_id)
    write_to(wish.customer, template, _of_return(wish))


def _of_refund(refund: Refund, order: Order) -> dict[str, Any]:
    lines = refund.lines.select_related("line").order_by("line__name", "line_id")
    return {
        "order": order,
        "reason": refund.reason,
        "amount": money(refund.amount, order.currency),
        "shipping": money(refund.shipping, order.currency) if refund.shipping else "",
        "things": [thing(each.line, each.quantity, money(each.amount, order.currency)) for each in lines],
    }


def _return(return_id: UUID) -> Return:
    return Return.objects.select_related("part__order", "customer", "seller").get(pk=return_id)


def _of_return(wish: Return) -> dict[str, Any]:
    lines = wish.lines.select_related("line").order_by("line__name", "line_id")
    return {
        "order": wish.part.order,
        "reason": wish.reason,
        "answer": wish.answer,
        "store": stores_of([wish.seller_id])[wish.seller_id],
        "things": [thing(each.line, each.quantity) for each in lines],
    }
