import pytest

from nexus.commerce.stores.models import StoreRole
from tests.commerce.talks.talking import start
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.stores import MemberFactory, StoreFactory


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """An empty folder that files are kept in."""
    kept = tmp_path / "private"
    backend = settings.STORAGES["private"]
    backend = backend | {"OPTIONS": backend["OPTIONS"] | {"location": kept}}
    settings.STORAGES = settings.STORAGES | {"private": backend}
    return kept


@pytest.fixture
def customer(db):
    return UserFactory(username="nora")


@pytest.fixture
def seller(db):
    return UserFactory(username="pens", seller=True)


@pytest.fixture
def store(seller):
    return StoreFactory(owner=seller, name="Pens & Ink")


@pytest.fixture
def manager(store):
    return MemberFactory(store=store, role=StoreRole.MANAGER, user__username="mia").user


@pytest.fixture
def staff(store):
    return MemberFactory(store=store, role=StoreRole.STAFF, user__username="sam").user


@pytest.fixture
def pen(seller):
    return ProductFactory(seller=seller, name="Pen")


@pytest.fixture
def buyer(client_of, customer):
    return client_of(customer)


@pytest.fixture
def shop(client_of, seller):
    return client_of(seller)


@pytest.fixture
def talk(buyer, pen):
    """A conversation about the pen, with one message of the customer."""
    return start(buyer, "Is it still to be had in <b>green</b>?", product=pen)
