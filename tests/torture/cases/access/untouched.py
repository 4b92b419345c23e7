"""Whether a request left the database as it was: looked at only where something was written on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection

_WRITES = re.compile(r"\b(INSERT INTO|DELETE FROM|COPY|(?<!FOR )(?<!KEY )UPDATE)\b", re.IGNORECASE)
_WRITTEN = """
    SELECT relid::regclass::text FROM pg_stat_xact_user_tables WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""
_DIGEST = "SELECT md5(coalesce(string_agg(row::text, '' ORDER BY row::text), '')) FROM {} row"


class Untouched:
    """Knows what each table was like before, as every request is undone."""

    def __init__(self) -> None:
        self._digests: dict[str, str] = {}
        self._wrote = False

    def watching(self) -> AbstractContextManager[None]:
        """Watch what is said to the database."""
        self._wrote = False
        return connection.execute_wrapper(self._note)

    def now(self) -> dict[str, str]:
        """Say what the tables are like that were written to, by this request or one before; none without."""
        if not self._wrote:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(_WRITTEN)
            return {table: self._digest(table) for (table,) in cursor.fetchall()}

    def before(self, table: str) -> str:
        """Say what a table is like while nothing has happened; asked after a request was undone."""
        if table not in self._digests:
            self._digests[table] = self._digest(table)
        return self._digests[table]

    def _note(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self._wrote = self._wrote or bool(_WRITES.search(sql))
        return execute(sql, *rest)

    def _digest(self, table: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(_DIGEST.format(table))
            return str(cursor.fetchone()[0])
