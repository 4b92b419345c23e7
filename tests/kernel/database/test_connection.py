import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_connection():
    connection.ensure_connection()
    yield
    connection.close()


def _end_it_on_the_server() -> None:
    parameters = connection.get_connection_params()
    address = {key: parameters[key] for key in ("host", "port", "user", "password") if key in parameters}
    with psycopg.connect(**address, dbname="postgres", autocommit=True) as another:
        another.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])


def test_a_standing_connection_is_usable():
    assert connection.is_usable()


def test_a_connection_that_the_server_ended_is_not():
    _end_it_on_the_server()

    assert not connection.is_usable()


def test_a_request_after_the_server_ended_the_connection_is_answered(visitor):
    assert visitor.get("/api/categories/").status_code == 200
    _end_it_on_the_server()

    connection.health_check_enabled, connection.health_check_done = True, False
    assert visitor.get("/api/categories/").status_code == 200
