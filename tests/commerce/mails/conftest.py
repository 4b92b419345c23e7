import pytest
from django.core import mail

from tests.commerce.buying import bought, part_of
from tests.delivering import deliver_events
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.shipping import ShippingMethodFactory
from tests.factories.stores import StoreFactory


@pytest.fixture
def customer(db):
    return UserFactory(username="nora", email="nora@example.com", first_name="Nora", last_name="Weiss")


@pytest.fixture
def seller(db):
    seller = UserFactory(username="pens", email="pens@example.com", seller=True)
    StoreFactory(owner=seller, name="Pens & Ink")
    return seller


@pytest.fixture
def pen(seller):
    return ProductFactory(seller=seller, name='Pen <b>"Ω"</b>', price="1234.50", variant__stock=10)


@pytest.fixture
def parcel(db):
    return ShippingMethodFactory(name="Parcel", price="4.90", currency="USD")


@pytest.fixture
def written():
    """Deliver what is to be told, and give the mails that came of it, by who gets them."""

    def deliver():
        mail.outbox.clear()
        deliver_events()
        return [(message.to[0].partition("@")[0], message.subject) for message in mail.outbox]

    return deliver


@pytest.fixture
def placed(client_of, customer, pen, parcel, written):
    """A paid order of two pens, of which everybody has been told."""
    placed = bought(client_of(customer), [(pen, 2)])
    written()
    return placed


@pytest.fixture
def sale(placed):
    return f"/api/sales/{part_of(placed)}/"
