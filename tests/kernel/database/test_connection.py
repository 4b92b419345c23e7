from contextlib import suppress

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError

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


class TestSettingsOfATransaction:
    @pytest.fixture
    def sent(self, monkeypatch):
        """What is sent to the server past Django's cursors."""
        sent = []
        execute = psycopg.Connection.execute
        monkeypatch.setattr(
            psycopg.Connection, "execute", lambda self, *said: sent.append(said) or execute(self, *said)
        )
        return sent

    def test_they_are_sent_once(self, sent):
        with transaction.atomic():
            for _ in range(3):
                connection.set_locally({"nexus.actor": "ada", "nexus.reason": ""})
            connection.set_locally({"nexus.actor": "ada"})

            assert len(sent) == 1
            assert _setting("nexus.actor") == "ada"

    def test_another_value_is_sent(self, sent):
        with transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            connection.set_locally({"nexus.actor": "bob"})

            assert len(sent) == 2
            assert _setting("nexus.actor") == "bob"

    def test_they_end_with_the_transaction(self):
        with transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
        with transaction.atomic():
            assert _setting("nexus.actor") == ""
            connection.set_locally({"nexus.actor": "ada"})
            assert _setting("nexus.actor") == "ada"
        with suppress(ZeroDivisionError), transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            raise ZeroDivisionError
        with transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            assert _setting("nexus.actor") == "ada"

    def test_they_end_with_the_part_that_is_undone(self):
        with transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            with suppress(ZeroDivisionError), transaction.atomic():
                connection.set_locally({"nexus.actor": "bob"})
                raise ZeroDivisionError
            assert _setting("nexus.actor") == "ada"
            connection.set_locally({"nexus.actor": "bob"})
            assert _setting("nexus.actor") == "bob"

    def test_they_end_with_the_connection(self):
        with suppress(OperationalError), transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            _end_it_on_the_server()
            _setting("nexus.actor")
        with transaction.atomic():
            connection.set_locally({"nexus.actor": "ada"})
            assert _setting("nexus.actor") == "ada"

    def test_without_a_transaction_they_would_end_at_once(self):
        with pytest.raises(TransactionManagementError, match="no transaction"):
            connection.set_locally({"nexus.actor": "ada"})


def _setting(name):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [name])
        return cursor.fetchone()[0]
