import pytest

from nexus.commerce.stores.models import Member, Store, StoreRole
from tests.factories.accounts import UserFactory


@pytest.fixture
def store(seller):
    return Store.objects.create(owner=seller, name="Nora's cameras")


@pytest.fixture
def manager(store):
    return Member.objects.create(store=store, user=UserFactory(), role=StoreRole.MANAGER).user


@pytest.fixture
def staff(store):
    return Member.objects.create(store=store, user=UserFactory(), role=StoreRole.STAFF).user
