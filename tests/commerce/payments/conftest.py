from collections.abc import Callable
from typing import Any

import pytest

from nexus.commerce.orders.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed_order


@pytest.fixture
def customer(db):
    return UserFactory()


@pytest.fixture
def order(customer) -> Order:
    """An order of one piece, whose things are held."""
    return placed_order(customer=customer)


@pytest.fixture
def pay(client_of, customer) -> Callable[..., Any]:
    """Post a payment as the customer."""
    client = client_of(customer)

    def post(order: Order, token: str = "tok_success", *, key: str | None = None, **more: Any):
        headers = {"Idempotency-Key": key} if key else {}
        body = {"provider": "sandbox", "token": token} | more
        return client.post(f"/api/orders/{order.pk}/payments/", body, headers=headers)

    return post
