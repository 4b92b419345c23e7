"""Django's PostgreSQL backend, with what it does for every request made cheaper."""

from functools import lru_cache
from select import POLLIN, poll
from typing import Any, cast

from django.db.backends.postgresql import base
from django.db.transaction import TransactionManagementError
from psycopg import Connection, Cursor, adapters
from psycopg.abc import Loader
from psycopg.postgres import types
from psycopg.pq import Format

_MOMENT = types["timestamptz"].oid
_load_moment = adapters.get_loader(_MOMENT, Format.TEXT)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL.

    Moments are read by psycopg's own loader, in C where it is there, in the connection's time zone: UTC
    throughout the house. Django's is written in Python, so that each cursor could have a zone of its own.

    A server that ends a connection says so: its last words, or the end of the stream, wait in the socket. So
    only a connection with something to read is asked; Django's own check asks each one, once a request.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._set_locally: dict[str, str] = {}

    def set_locally(self, settings: dict[str, str]) -> None:
        """Give the server these settings for the rest of the transaction, where it hasn't got them."""
        if settings.items() <= self._set_locally.items():
            return
        if not self.in_atomic_block:
            raise TransactionManagementError("There is no transaction to set this for.")
        with self.wrap_database_errors:
            self.connection.execute(_set_config(tuple(settings)), [*settings.values()])
        self._set_locally |= settings

    # With the transaction they end, and with a part of it that is undone: what was before is unknown here.

    def init_connection_state(self) -> None:
        """Begin with nothing set."""
        self._set_locally.clear()
        super().init_connection_state()

    def commit(self) -> None:
        """Commit."""
        self._set_locally.clear()
        super().commit()

    def rollback(self) -> None:
        """Undo the transaction."""
        self._set_locally.clear()
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        """Undo what came after a savepoint."""
        self._set_locally.clear()
        super().savepoint_rollback(sid)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        """Connect."""
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader(_MOMENT, cast("type[Loader]", _load_moment))
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor[Any]:
        """Open a cursor; a named one is the server's, and outlives the statement where nothing is open."""
        connection: Connection[Any] = self.connection
        if name is None:
            return connection.cursor()
        return connection.cursor(name, scrollable=False, withhold=connection.autocommit)

    def is_usable(self) -> bool:
        """Tell whether the connection still stands."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0) or super().is_usable()


@lru_cache(16)
def _set_config(names: tuple[str, ...]) -> bytes:
    return ("SELECT " + ", ".join(f"set_config('{name}', %s, true)" for name in names)).encode()
