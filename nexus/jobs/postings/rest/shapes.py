from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Literal

import msgspec

from nexus.jobs.postings.models.filters import JobFilters
from nexus.kernel.accounts.rest.shapes import UserRef
from nexus.kernel.api.query import BY_AGE, NEWEST, Amount, ListQuery, Orders, Text
from nexus.kernel.taxonomy.rest.shapes import CategoryRef

# The models' choices once more: msgspec reads plain types only, not Django's enums.
EmploymentName = Literal[
    "full_time", "part_time", "contract", "temporary", "internship", "freelance", "volunteer"
]
WorkplaceName = Literal["on_site", "hybrid", "remote"]
StatusName = Literal["pending_review", "published", "closed"]
Ordering = Literal["created_at", "-created_at", "oldest", "title", "-title", "salary", "-salary"]

ORDERS: Orders = {
    **BY_AGE,
    "title": ("title_key", "id"),
    "-title": ("-title_key", "-id"),
    "salary": ("yearly_pay_rising", "id"),
    "-salary": ("-yearly_pay", "-id"),
}

_EXAMPLE: dict[str, Any] = {
    "id": 1,
    "title": "Backend Engineer",
    "company_name": "NexusCorp",
    "location": "Remote",
    "employment_type": "full_time",
    "workplace_type": "remote",
    "salary": {"min": "70000.00", "max": "90000.00", "currency": "EUR", "period": "year"},
    "skills": ["Python", "Django", "PostgreSQL"],
    "category": {"id": 1, "name": "Backend", "slug": "backend"},
    "employer": {"id": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e10", "username": "employer_example"},
    "status": "published",
    "created_at": "2026-11-21T09:30:00Z",
    "closes_at": "2030-01-31T23:59:59Z",
}


class Salary(msgspec.Struct):
    """What a job pays: from, to, in which currency, for which period."""

    min: Decimal | None
    max: Decimal | None
    currency: str
    period: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Salary | None":
        """Read a row of jobs; None where the job doesn't say what it pays."""
        if row["salary_min"] is None and row["salary_max"] is None:
            return None
        return cls(row["salary_min"], row["salary_max"], row["salary_currency"], row["salary_period"])


class JobCard(msgspec.Struct):
    """A job as lists show it."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE

    id: int
    title: str
    company_name: str
    location: str
    employment_type: str
    workplace_type: str | None
    salary: Salary | None
    skills: list[str]
    category: CategoryRef | None
    employer: UserRef
    status: str
    created_at: datetime
    closes_at: datetime | None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "JobCard":
        """Read a row of `Job.objects.cards()`."""
        return cls(*_card(row))


class JobShape(JobCard):
    """A job as its own page shows it."""

    example: ClassVar[dict[str, Any]] = _EXAMPLE | {
        "description": "Build scalable REST APIs with Django.",
        "updated_at": "2026-11-21T09:30:00Z",
        "source_url": "",
    }

    description: str
    updated_at: datetime
    source_url: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "JobShape":
        """Read a row of `Job.objects.pages()`."""
        return cls(*_card(row), *(row[name] for name in ("description", "updated_at", "source_url")))


def _card(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["id"],
        row["title"],
        row["company_name"],
        row["location"],
        row["employment_type"],
        row["workplace_type"] or None,
        Salary.of(row),
        row["skills"],
        CategoryRef.of(row),
        UserRef(row["employer_id"], row["employer__username"]),
        row["status"],
        row["created_at"],
        row["closes_at"],
    )


class JobQuery(ListQuery, kw_only=True):
    """What the list of jobs can be narrowed to and ordered by."""

    search: Text | None = None
    category: Text | None = None
    employment_type: EmploymentName | None = None
    workplace_type: WorkplaceName | None = None
    location: Text | None = None
    company: Text | None = None
    employer: Text | None = None
    skill: Text | None = None
    salary_min: Amount | None = None
    posted_after: date | None = None
    ordering: Ordering | None = None

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering] if self.ordering else NEWEST

    @property
    def filters(self) -> JobFilters:
        """Give the filters as the QuerySet takes them, all but the category."""
        return {
            "employment_type": self.employment_type,
            "workplace_type": self.workplace_type,
            "location": self.location,
            "company": self.company,
            "employer": self.employer,
            "skill": self.skill and self.skill.strip().lower(),
            "salary_min": None if self.salary_min is None else Decimal(self.salary_min),
            "posted_after": _beginning(self.posted_after),
        }


def _beginning(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, UTC)


class OwnJobsQuery(ListQuery, kw_only=True):
    """What an employer's own list can be narrowed to and ordered by."""

    status: StatusName | None = None
    ordering: Ordering = "created_at"

    @property
    def order(self) -> tuple[str, str]:
        """Give the columns to order by."""
        return ORDERS[self.ordering]
