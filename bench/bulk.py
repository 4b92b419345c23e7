"""Filling a database that is thrown away: no row is looked up again, indexes are built behind the rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, models

# Of the whole server, and only while it is filled: what comes after is measured as it runs for a site.
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "'16GB'"}
_INDEXES = """
    SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s)
    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


@contextmanager
def filling(*tables: type[models.Model]) -> Iterator[None]:
    """Let these tables be filled as fast as they can be."""
    _execute(f"ALTER SYSTEM SET {name} = {value}" for name, value in _CARELESS.items())
    _execute(["SELECT pg_reload_conf()", "SET session_replication_role = replica"])
    indexes = _indexes_of(tables)
    _execute(f"DROP INDEX {name}" for name in indexes)
    yield
    _execute(["SET maintenance_work_mem = '512MB'", *indexes.values()])
    _execute(f"ALTER SYSTEM RESET {name}" for name in _CARELESS)
    _execute(
        ["SELECT pg_reload_conf()", "SET session_replication_role = origin", "VACUUM ANALYZE", "CHECKPOINT"]
    )


def _indexes_of(tables: Iterable[type[models.Model]]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [[table._meta.db_table for table in tables]])
        return dict(cursor.fetchall())


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
