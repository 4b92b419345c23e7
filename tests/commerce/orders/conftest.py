import pytest

from nexus.kernel.accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.fixture
def customer(db) -> User:
    return UserFactory()
