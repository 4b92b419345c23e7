import asyncio
import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from rest_framework.test import APIClient

from nexus.kernel.accounts.models import User
from nexus.kernel.authentication import keypairs
from nexus.kernel.authentication.hashers import Argon2
from nexus.kernel.events.hearing import receivers
from tests import together
from tests.door import through_the_door
from tests.emptying import empty_tables
from tests.factories.accounts import UserFactory
from tests.factories.sign_ins import access_token_of
from tests.ground import migrated_database


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


Client = Callable[[User | None], APIClient]
HASHING = {"time_cost": Argon2.time_cost, "memory_cost": Argon2.memory_cost}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker) -> None:
    """Let parallel workers copy one migrated database, rather than migrate one each."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    yield
    # A database that somebody is connected to can't be dropped. Where it was made beside a browser's loop,
    # Django closes the connection of that loop only.
    with django_db_blocker.unblock():
        together.part()
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _receivers() -> None:
    """Load them all: a test that puts others in their place must find them loaded."""
    receivers()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: empty_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def _connections_are_kept() -> Iterator[None]:
    """From one test that commits to the next: to open one takes longer than what most tests do with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_should_reload_connections", lambda _: _is_beside_a_loop())
        yield


def _is_beside_a_loop() -> bool:
    """Tell whether a browser is driven: a thread then has connections that nobody else closes."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def _door() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "get_response", through_the_door)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8}.items():
            patch.setattr(Argon2, name, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def _keys_are_made_quickly() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keypairs, "RSA_BITS", 2_048)  # in a fifth of the time
        yield


@pytest.fixture
def hashed_as_on_a_site(monkeypatch) -> None:
    """At what argon2 costs there."""
    for name, cost in HASHING.items():
        monkeypatch.setattr(Argon2, name, cost)


@pytest.fixture
def client_of(db) -> Client:
    """A client that carries this account's real token; without an account, a visitor's."""

    def make(user: User | None = None) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token_of(user)}")
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
