from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication.actions import issue_tokens
from tests.factories.accounts import UserFactory

Client = Callable[[User | None], APIClient]


@pytest.fixture
def client_of(db) -> Client:
    """A client that carries this account's real token; without an account, a visitor's."""

    def make(user: User | None = None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {issue_tokens(user).access}")
        return client

    return make


@pytest.fixture
def visitor(client_of: Client) -> APIClient:
    return client_of(None)


@pytest.fixture
def seller(db) -> User:
    return UserFactory(seller=True)


@pytest.fixture
def employer(db) -> User:
    return UserFactory(employer=True)


@pytest.fixture
def seeker(db) -> User:
    return UserFactory(job_seeker=True)


@pytest.fixture
def admin(db) -> User:
    return UserFactory(admin=True)
