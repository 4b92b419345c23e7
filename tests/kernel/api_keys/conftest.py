import secrets
from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from tests.factories.api_keys import ApiKeyFactory

Machine = Callable[..., APIClient]


def machine_with(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture
def machine(db) -> Machine:
    """A client that comes with a key of this account, given these scopes."""

    def make(user: User, *scopes: str) -> APIClient:
        secret = f"nx_{secrets.token_urlsafe(32)}"
        ApiKeyFactory(key=secret, user=user, scopes=[*scopes])
        return machine_with(secret)

    return make
