import pytest
from rest_framework.test import APIClient

from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory


@pytest.fixture
def customer(db):
    return UserFactory()


@pytest.fixture
def product(db):
    """Five in stock at 10.00 USD."""
    return ProductFactory(name="Kettle")


@pytest.fixture
def guest(visitor):
    """A visitor whose client keeps the token that its first thing brings."""

    def put(product, quantity=1) -> APIClient:
        answer = visitor.post("/api/cart/items/", {"product": str(product.pk), "quantity": quantity})
        visitor.credentials(HTTP_X_CART_TOKEN=answer.json()["data"]["token"])
        return visitor

    return put
