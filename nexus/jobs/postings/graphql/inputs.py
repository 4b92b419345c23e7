from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry
from strawberry import UNSET

from nexus.jobs.postings.graphql.choices import EmploymentType, SalaryPeriod, WorkplaceType


@strawberry.enum
class JobOrdering(Enum):
    """How jobs are ordered; CREATED_AT is newest first."""

    CREATED_AT = "created_at"
    OLDEST = "oldest"
    TITLE = "title"
    TITLE_DESC = "-title"
    SALARY = "salary"
    SALARY_DESC = "-salary"


@strawberry.input
class JobFilter:
    """What the list of jobs can be narrowed to."""

    search: str | None = strawberry.field(
        default=UNSET, description="Best matches first, unless an ordering is given."
    )
    category: str | None = strawberry.field(
        default=UNSET, description="A slug or an id, with all that is below it."
    )
    employment_type: EmploymentType | None = UNSET
    workplace_type: WorkplaceType | None = UNSET
    location: str | None = UNSET
    company: str | None = UNSET
    employer: str | None = strawberry.field(default=UNSET, description="A username.")
    skill: str | None = UNSET
    salary_min: Decimal | None = strawberry.field(default=UNSET, description="By the year.")
    posted_after: date | None = UNSET


@strawberry.input
class JobChanges:
    """What an employer changes of a job."""

    title: str | None = UNSET
    description: str | None = UNSET
    company_name: str | None = UNSET
    location: str | None = UNSET
    employment_type: EmploymentType | None = UNSET
    workplace_type: WorkplaceType | None = UNSET
    category: strawberry.ID | None = UNSET
    salary_min: Decimal | None = UNSET
    salary_max: Decimal | None = UNSET
    salary_currency: str | None = UNSET
    salary_period: SalaryPeriod | None = UNSET
    skills: list[str] | None = UNSET
    closes_at: datetime | None = UNSET


@strawberry.input
class JobInput(JobChanges):
    """What an employer says of a job."""

    title: str
    description: str
    company_name: str
    location: str
    employment_type: EmploymentType
