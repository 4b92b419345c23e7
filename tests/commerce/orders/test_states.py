"""The one state machine: every step there is, and how an order sums up its parts."""

from itertools import product

import pytest

from nexus.commerce.orders.models import OrderStatus
from nexus.commerce.orders.models.states import STEPS, expect_step, status_of
from nexus.kernel.api.errors import InvalidTransition

S = OrderStatus
ALLOWED = {
    (S.PENDING_PAYMENT, S.PAID),
    (S.PENDING_PAYMENT, S.CANCELLED),
    (S.PAID, S.PART_SHIPPED),
    (S.PAID, S.SHIPPED),
    (S.PAID, S.CANCELLED),
    (S.PAID, S.REFUNDED),
    (S.PART_SHIPPED, S.SHIPPED),
    (S.PART_SHIPPED, S.REFUNDED),
    (S.SHIPPED, S.DELIVERED),
    (S.SHIPPED, S.RETURNED),
    (S.SHIPPED, S.REFUNDED),
    (S.DELIVERED, S.RETURNED),
    (S.DELIVERED, S.REFUNDED),
    (S.RETURNED, S.REFUNDED),
}


@pytest.mark.parametrize(("before", "after"), list(product(S, S)))
def test_these_steps_there_are_and_no_others(before, after):
    if (before, after) in ALLOWED:
        expect_step(before, after)
    else:
        with pytest.raises(InvalidTransition) as refused:
            expect_step(before, after)
        assert before in refused.value.details["status"][0]


def test_every_state_has_its_steps_and_can_be_reached():
    assert set(STEPS) == set(S)
    assert {after for _, after in ALLOWED} == set(S) - {S.PENDING_PAYMENT}


@pytest.mark.parametrize(
    ("parts", "order"),
    [
        ([S.PENDING_PAYMENT], S.PENDING_PAYMENT),
        ([S.PAID, S.PAID], S.PAID),
        ([S.PAID, S.SHIPPED], S.PART_SHIPPED),
        ([S.PAID, S.PART_SHIPPED], S.PART_SHIPPED),
        ([S.PAID, S.DELIVERED], S.PART_SHIPPED),
        ([S.SHIPPED, S.DELIVERED], S.SHIPPED),
        ([S.DELIVERED, S.DELIVERED], S.DELIVERED),
        # What has ended doesn't hold up what goes on.
        ([S.CANCELLED, S.PAID], S.PAID),
        ([S.CANCELLED, S.SHIPPED], S.SHIPPED),
        ([S.REFUNDED, S.DELIVERED], S.DELIVERED),
        ([S.RETURNED, S.PAID, S.SHIPPED], S.PART_SHIPPED),
        ([S.CANCELLED, S.CANCELLED], S.CANCELLED),
        ([S.CANCELLED, S.REFUNDED], S.REFUNDED),
        ([S.CANCELLED, S.RETURNED], S.RETURNED),
        ([S.RETURNED, S.REFUNDED], S.REFUNDED),
    ],
)
def test_an_order_is_what_its_parts_come_to(parts, order):
    assert status_of(parts) == status_of(reversed(parts)) == order
