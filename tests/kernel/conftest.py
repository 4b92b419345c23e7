from collections.abc import Iterator

import pytest
from celery import Celery

from tests.kernel import working
from tests.kernel.lamps import effects


@pytest.fixture(params=["valkey", "rabbitmq"])
def broker(request) -> str:
    return working.broker_url(request.param)


@pytest.fixture
def app(broker: str) -> Iterator[Celery]:
    with working.sending_to(broker) as app:
        yield app


@pytest.fixture
def room(transactional_db) -> Iterator[None]:
    effects.make_room()
    yield
    effects.clear_away()
