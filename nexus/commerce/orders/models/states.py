"""The one state machine of orders: a seller's part goes through it, and the order is the sum of its parts."""

from collections.abc import Iterable
from typing import Final, TypedDict

from django.db import models

from nexus.kernel.api.errors import InvalidTransition


class OrderStatus(models.TextChoices):
    """How far an order, or one seller's part of it, has come."""

    PENDING_PAYMENT = "pending_payment", "Waiting for payment"
    PAID = "paid", "Paid"
    PART_SHIPPED = "part_shipped", "Partly shipped"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"
    CANCELLED = "cancelled", "Cancelled"
    REFUNDED = "refunded", "Refunded"
    RETURNED = "returned", "Returned"


class StatusFilter(TypedDict, total=False):
    """What a list of orders or sales can be narrowed to; None leaves it as it is."""

    status: str | None


_S = OrderStatus

# Every step there is. A refund in part leaves the state as it is; `refunded` is a refund in full.
STEPS: Final[dict[OrderStatus, frozenset[OrderStatus]]] = {
    _S.PENDING_PAYMENT: frozenset({_S.PAID, _S.CANCELLED}),
    _S.PAID: frozenset({_S.PART_SHIPPED, _S.SHIPPED, _S.CANCELLED, _S.REFUNDED}),
    _S.PART_SHIPPED: frozenset({_S.SHIPPED, _S.REFUNDED}),
    _S.SHIPPED: frozenset({_S.DELIVERED, _S.RETURNED, _S.REFUNDED}),
    _S.DELIVERED: frozenset({_S.RETURNED, _S.REFUNDED}),
    _S.RETURNED: frozenset({_S.REFUNDED}),
    _S.CANCELLED: frozenset(),
    _S.REFUNDED: frozenset(),
}

# What has ended takes no part in saying how far the rest has come.
_ENDED: Final = (_S.CANCELLED, _S.REFUNDED, _S.RETURNED)
_ON_THE_WAY: Final = frozenset({_S.PART_SHIPPED, _S.SHIPPED, _S.DELIVERED})


def expect_step(before: str, after: str) -> None:
    """Refuse a step that isn't one: InvalidTransition says which there are."""
    steps = STEPS[OrderStatus(before)]
    if after not in steps:
        possible = ", ".join(sorted(steps)) or "nothing"
        raise InvalidTransition(
            f"An order can't go from {before} to {after}.",
            {"status": [f"From {before} it can go to: {possible}."]},
        )


def status_of(parts: Iterable[str]) -> OrderStatus:
    """Sum up an order's parts: `shipped` once all that goes on is shipped, `part_shipped` while some is."""
    states = {OrderStatus(part) for part in parts}
    if going_on := states - set(_ENDED):
        return _furthest_in_common(going_on)
    if len(states) == 1:
        return states.pop()
    # Ended in different ways: money that went back says more than goods that did, both more than a cancel.
    return next(state for state in (_S.REFUNDED, _S.RETURNED, _S.CANCELLED) if state in states)


def _furthest_in_common(states: set[OrderStatus]) -> OrderStatus:
    if len(states) == 1:
        return next(iter(states))
    if states <= {_S.SHIPPED, _S.DELIVERED}:
        return _S.SHIPPED
    return _S.PART_SHIPPED if states & _ON_THE_WAY else min(states, key=list(OrderStatus).index)
