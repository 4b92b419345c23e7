"""What was done, one row each time: a second time would be seen."""

from collections import Counter

from django.db import connection

_TABLE = "CREATE TABLE lamps_effect (what text, at timestamptz NOT NULL DEFAULT clock_timestamp())"


def note(what: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO lamps_effect (what) VALUES (%s)", [str(what)])


def noted() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM lamps_effect")
        return Counter(what for (what,) in cursor.fetchall())


def make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS lamps_effect; {_TABLE}")


def clear_away() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE lamps_effect")
