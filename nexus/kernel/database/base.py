"""Django's PostgreSQL backend, with what it does for every request made cheaper."""

from select import POLLIN, poll
from typing import Any, cast

from django.db.backends.postgresql import base
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
