import pytest

from tests.commerce.buying import bought, part_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory


@pytest.fixture
def customer(db):
    return UserFactory()


@pytest.fixture
def pen(seller):
    return ProductFactory(seller=seller, name="Pen", variant__stock=10)


@pytest.fixture
def ink(seller):
    return ProductFactory(seller=seller, name="Ink", variant__stock=10)


@pytest.fixture
def placed(client_of, customer, pen, ink):
    """A paid order of two pens and one ink, of one seller."""
    return bought(client_of(customer), [(pen, 2), (ink, 1)])


@pytest.fixture
def shipments(placed):
    return f"/api/sales/{part_of(placed)}/shipments/"
