"""What one client may take of the live server."""

from time import monotonic
from typing import Final

LARGEST_MESSAGE: Final = 64 * 1024
MOST_TOPICS: Final = 100
# Messages that a client may send at once, and a second in the long run.
BURST: Final = 150
A_SECOND: Final = 20
# What waits for a client that doesn't read; beyond it the client is dropped.
MOST_WAITING: Final = 256
SIGN_IN_S: Final = 5.0
# Sockets of one address that haven't said who they are.
STRANGERS: Final = 100
# The server pings an idle client as often, and waits as long for its answer.
PING_S: Final = 20.0


class Bucket:
    """Lets a burst of messages through, then so many a second."""

    def __init__(self) -> None:
        self._left = float(BURST)
        self._at = monotonic()

    def take(self) -> bool:
        """Take one; tell whether there was one left."""
        now = monotonic()
        self._left = min(BURST, self._left + (now - self._at) * A_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
