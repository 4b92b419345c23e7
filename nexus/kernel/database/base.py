"""Django's PostgreSQL backend, with a check of a connection's health that costs no round trip."""

from select import POLLIN, poll

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL.

    A server that ends a connection says so: its last words, or the end of the stream, wait in the socket. So
    only a connection with something to read is asked; Django's own check asks each one, once a request.
    """

    def is_usable(self) -> bool:
        """Tell whether the connection still stands."""
        if self.connection is None or self.connection.closed:
            return False
        waiting = poll()
        waiting.register(self.connection.fileno(), POLLIN)
        return not waiting.poll(0) or super().is_usable()
