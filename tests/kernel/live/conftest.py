from collections.abc import Iterator

import pytest

from tests.kernel.live.client import Server
from tests.kernel.working import broker_url


@pytest.fixture(scope="package")
def server(django_db_setup, django_db_blocker) -> Iterator[Server]:
    """One live server on the suite's database, which sees only what is committed."""
    with django_db_blocker.unblock():
        server = Server(broker_url("valkey"))
    yield server
    server.program.stop()
