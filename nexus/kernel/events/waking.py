"""Waking the relay after a commit. Whoever publishes never waits for it."""

import time

from django.db import connection
from psycopg import Error

CHANNEL = "nexus_events"
# The relay looks about itself for longer than this after each event, so that what is committed in between
# needn't wake it anew.
PAUSE_S = 0.05

_last = 0.0


def wake_relay() -> None:
    """Tell the relay that the log has grown, at most every 50 ms from one process.

    It isn't told in the transaction itself: PostgreSQL lets only one transaction that notifies commit at a
    time, through its flush to disk.
    """
    global _last  # noqa: PLW0603 - one clock a process
    now = time.monotonic()
    if now - _last < PAUSE_S or connection.connection is None:
        return
    _last = now
    try:
        connection.connection.execute(f"NOTIFY {CHANNEL}")
    except Error:
        return  # it polls, too; and whoever asks this connection next is told what is wrong with it
