from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import strawberry

from nexus.jobs.postings.graphql.choices import EmploymentType, JobStatus, SalaryPeriod, WorkplaceType
from nexus.jobs.postings.models import Job as JobModel
from nexus.kernel.accounts.graphql.types import User, user_of
from nexus.kernel.api.graphql.siblings import Siblings
from nexus.kernel.taxonomy.graphql.types import Category, filed_under


@strawberry.type
class Salary:
    """What a job pays: from, to, in which currency, for which period."""

    min: Decimal | None
    max: Decimal | None
    currency: str
    period: SalaryPeriod


@strawberry.type
class Job:
    """A job that an employer offers."""

    id: strawberry.ID
    title: str
    company_name: str
    location: str
    employment_type: EmploymentType
    workplace_type: WorkplaceType | None
    salary: Salary | None
    skills: list[str]
    employer: User
    status: JobStatus
    created_at: datetime
    closes_at: datetime | None
    category: Category | None = strawberry.field(description="Where it is filed.")
    details: strawberry.Private[Siblings[int]]

    @strawberry.field
    def description(self) -> str:
        """What the work is."""
        return str(self._detail("description"))

    @strawberry.field
    def updated_at(self) -> datetime:
        """When it was changed last."""
        moment: datetime = self._detail("updated_at")
        return moment

    @strawberry.field
    def source_url(self) -> str:
        """Where an imported job comes from; empty for one that was posted here."""
        return str(self._detail("source_url"))

    def _detail(self, name: str) -> Any:
        # Long texts are read only where they are asked for.
        found = self.details.of(int(self.id), pages_by_id)
        if found is None:
            raise JobModel.DoesNotExist
        return found[name]


def jobs_of(rows: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Show rows of `Job.objects.cards()` side by side."""
    details = Siblings(row["id"] for row in rows)
    categories = Siblings(row["category_id"] for row in rows)
    return [_job(row, details, categories) for row in rows]


def pages_by_id(ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """Find whole rows of jobs by their ids."""
    return {row["id"]: row for row in JobModel.objects.filter(pk__in=ids).pages()}


def _job(row: Mapping[str, Any], details: Siblings[int], categories: Siblings[int]) -> Job:
    return Job(
        id=row["id"],
        title=row["title"],
        company_name=row["company_name"],
        location=row["location"],
        employment_type=row["employment_type"],
        workplace_type=row["workplace_type"] or None,
        salary=_salary(row),
        skills=row["skills"],
        employer=user_of(row["employer_id"], row["employer__username"]),
        status=row["status"],
        created_at=row["created_at"],
        closes_at=row["closes_at"],
        category=filed_under(row, categories),
        details=details,
    )


def _salary(row: Mapping[str, Any]) -> Salary | None:
    if row["salary_min"] is None and row["salary_max"] is None:
        return None
    return Salary(
        min=row["salary_min"],
        max=row["salary_max"],
        currency=row["salary_currency"],
        period=row["salary_period"],
    )
