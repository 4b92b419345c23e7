"""Writing jobs by the thousand: COPY into a table of the transaction's own, then one statement merges it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models

_KEY = ["employer_id", "external_id"]
_SAID = [
    "title",
    "description",
    "company_name",
    "location",
    "employment_type",
    "workplace_type",
    "skills",
    "status",
    "published_at",
    "closed_at",
    "created_at",
    "updated_at",
    "source_url",
    "external_digest",
]
_UNSAID = ["salary_currency", "salary_period"]

_COLUMNS = ", ".join([*_KEY, *_SAID, *_UNSAID])
_BEGIN = f"""
    CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS SELECT {_COLUMNS} FROM postings_job WITH NO DATA
"""  # noqa: S608 (the columns are named above)
_COPY = f"COPY incoming ({_COLUMNS}) FROM STDIN"
# In order, so that two imports of the same postings wait for each other in turn, never in a ring.
_MERGE = f"""
    INSERT INTO postings_job ({_COLUMNS}) SELECT {_COLUMNS} FROM incoming ORDER BY external_id
    ON CONFLICT ({", ".join(_KEY)}) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in _SAID)}
    RETURNING external_id, id
"""  # noqa: S608 (as above)


def merge(jobs: Sequence[models.Model]) -> dict[str | None, int]:
    """Write imported jobs, new and known ones alike, and give their ids by those that they have elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
        with cursor.copy(_COPY) as copy:
            for job in jobs:
                copy.write_row([getattr(job, name) for name in [*_KEY, *_SAID, *_UNSAID]])
        cursor.execute(_MERGE)
        ids: dict[str | None, int] = dict(cursor.fetchall())
        cursor.execute("DROP TABLE incoming")
    return ids
