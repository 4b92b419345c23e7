"""Which columns an import writes of a job: what it is known by, what its source says, what it never does."""

from __future__ import annotations

from typing import Any, Final

from django.db import models

KEY: Final = ["employer_id", "external_id"]
SAID: Final = [
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
_UNSAID: Final = ["salary_currency", "salary_period"]


def imported_row(job: models.Model) -> dict[str, Any]:
    """Give what is written of an imported job."""
    return {name: getattr(job, name) for name in (*KEY, *SAID, *_UNSAID)}
