from typing import Any

import pytest

from nexus.commerce.stores.models import StoreRole
from tests.commerce.buying import bought, line_of, part_of
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.stores import MemberFactory, StoreFactory


@pytest.fixture
def customer(db):
    return UserFactory()


@pytest.fixture
def pen(seller):
    return ProductFactory(seller=seller, name="Pen", price="10.00", variant__stock=10)


@pytest.fixture
def ink(seller):
    return ProductFactory(seller=seller, name="Ink", price="4.99", variant__stock=10)


@pytest.fixture
def paper(db):
    """Of another seller."""
    return ProductFactory(name="Paper", price="7.00", variant__stock=10)


@pytest.fixture
def manager(seller):
    return _member(seller, StoreRole.MANAGER)


@pytest.fixture
def staff(seller):
    return _member(seller, StoreRole.STAFF)


@pytest.fixture
def placed(client_of, customer, pen, ink):
    """A paid order of two pens and one ink, of one seller."""
    return bought(client_of(customer), [(pen, 2), (ink, 1)])


@pytest.fixture
def sent(client_of, seller, placed):
    """The same, sent whole."""
    answer = client_of(seller).post(f"/api/sales/{part_of(placed)}/shipments/")
    assert answer.status_code == 201, answer.json()
    return placed


@pytest.fixture
def returns(sent):
    return f"/api/orders/{sent['id']}/returns/"


@pytest.fixture
def wish(client_of, customer, sent, returns, pen) -> dict[str, Any]:
    """A return of one pen, asked for."""
    said = {"lines": [{"line": line_of(sent, pen)["id"], "quantity": 1}], "reason": "It leaks."}
    answer = client_of(customer).post(returns, said)
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def _member(seller, role):
    store, _ = StoreFactory._meta.model.objects.get_or_create(owner=seller, defaults={"name": "Pens"})
    return MemberFactory(store=store, role=role).user
