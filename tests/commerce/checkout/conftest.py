import pytest

from nexus.kernel.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS


@pytest.fixture
def customer(db) -> User:
    return UserFactory()


@pytest.fixture
def shop(client_of, customer):
    """A customer's client."""
    return client_of(customer)


@pytest.fixture
def body():
    """What an order of these (product, quantity) says."""

    def make(*things, **more):
        items = [{"product": str(product.pk), "quantity": quantity} for product, quantity in things]
        return {"items": items, "shipping_address": ADDRESS, **more}

    return make
