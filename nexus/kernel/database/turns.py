"""Those who must not be at the same thing at once, where there is no row to lock."""

from django.db import connection


def wait_for_turn(thing: str) -> None:
    """Let all who name the same thing go one after the other, each until its transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [thing])
