"""What a request wrote: every row that it made or changed, as the database knows them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# Rows of a transaction of its own, or of a savepoint, carry its number; later ones have larger numbers.
MARK = "INSERT INTO mass_mark DEFAULT VALUES RETURNING xmin::text::bigint"
COUNTS = """
    SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
    WHERE relname <> 'mass_mark' AND n_tup_ins + n_tup_upd + n_tup_del > 0
"""
Row = dict[str, Any]


@dataclass
class Written:
    """By table: how many rows were made, changed and deleted, and what the first two hold now."""

    counts: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Give all of it as text, to look for something in."""
        return json.dumps(self.rows)

    def varying(self, other: Written) -> dict[str, set[str]]:
        """Name the columns that differ between two times of the same: ids, times, secrets."""
        return {
            table: {
                name for name in rows[0] if _values(rows, name) != _values(other.rows.get(table, []), name)
            }
            for table, rows in self.rows.items()
            if rows
        }

    def differs(self, other: Written, but: dict[str, set[str]]) -> list[str]:
        """Name the tables and columns in which another request wrote otherwise."""
        found = [
            f"{table} ({self.counts.get(table)} rows, not {other.counts.get(table)})"
            for table in {*self.counts, *other.counts}
            if self.counts.get(table) != other.counts.get(table)
        ]
        for table, rows, others in self._beside(other):
            names = sorted(set(rows[0]) - but.get(table, set()))
            found += [f"{table}.{name}" for name in names if _values(rows, name) != _values(others, name)]
        return found

    def _beside(self, other: Written) -> Iterator[tuple[str, list[Row], list[Row]]]:
        for table, rows in self.rows.items():
            if rows:
                yield table, rows, other.rows.get(table, [])


class Watch:
    """Watches what is written within a savepoint."""

    def __init__(self) -> None:
        self._before = _counts()
        with connection.cursor() as cursor:
            cursor.execute(MARK)
            self._mark = cursor.fetchone()[0]

    def written(self) -> Written:
        """Tell what was written since."""
        found = Written()
        for table, counts in _counts().items():
            before = self._before.get(table, (0, 0, 0))
            since = tuple(now - then for now, then in zip(counts, before, strict=True))
            if any(since):
                found.counts[table] = since  # type: ignore[assignment]
        for table in found.counts:
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT to_jsonb(t) FROM "{table}" t WHERE xmin::text::bigint >= %s', [self._mark]
                )
                found.rows[table] = [json.loads(row) for (row,) in cursor.fetchall()]
        return found


def begin_watching() -> None:
    """Make what marks are taken from; it goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE mass_mark (id int) ON COMMIT DROP")


def _counts() -> dict[str, tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        return {row[0]: row[1:] for row in cursor.fetchall()}


def _values(rows: list[Row], name: str) -> Counter[str]:
    return Counter(json.dumps(row.get(name), sort_keys=True) for row in rows)
