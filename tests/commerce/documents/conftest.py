import pytest

from nexus.commerce.stores.models import Member, Store, StoreRole
from tests.factories.accounts import UserFactory


@pytest.fixture
def customer(db):
    return UserFactory()


@pytest.fixture
def store(seller):
    return Store.objects.create(
        owner=seller,
        name="Nora's cameras",
        legal_name="Łukasz Müller & Söhne GmbH",
        tax_number="DE123456789",
        address={"line1": "Lindenweg 4", "postal_code": "10115", "city": "Berlin"},
        country="DE",
    )


@pytest.fixture
def manager(store):
    return Member.objects.create(store=store, user=UserFactory(), role=StoreRole.MANAGER).user


@pytest.fixture
def staff(store):
    return Member.objects.create(store=store, user=UserFactory(), role=StoreRole.STAFF).user
