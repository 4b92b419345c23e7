from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry

from nexus.jobs.applications.graphql.choices import ApplicationStatus
from nexus.jobs.applications.models import ApplicationStep as StepModel
from nexus.jobs.applications.rest.shapes import Step
from nexus.jobs.postings.graphql.choices import JobStatus
from nexus.kernel.accounts.graphql.types import User, user_of
from nexus.kernel.api.graphql.fields import shown_as
from nexus.kernel.api.graphql.siblings import Siblings


@strawberry.type
class AppliedJob:
    """The job that was applied to, also when it is public no longer."""

    id: strawberry.ID
    title: str
    company_name: str
    location: str
    status: JobStatus


@strawberry.type
class ApplicationStep:
    """A line of an application's history: who, when, from which state to which, and why."""

    before: ApplicationStatus | None = strawberry.field(name="from")
    after: ApplicationStatus = strawberry.field(name="to")
    happened_at: datetime = strawberry.field(name="at")
    by: User | None
    note: str


@strawberry.type
class Application:
    """Someone's wish to be hired for a job."""

    id: strawberry.ID
    job: AppliedJob
    applicant: User
    status: ApplicationStatus
    cover_letter: str
    resume_url: str
    created_at: datetime
    updated_at: datetime
    others: strawberry.Private[Siblings[int]]

    @shown_as(list[ApplicationStep])
    def history(self) -> list[Step]:
        """How it came to where it is."""
        return self.others.of(int(self.id), steps_by_application) or []


def applications_of(rows: Sequence[Mapping[str, Any]]) -> list[Application]:
    """Show rows of `Application.objects.rows()` side by side."""
    others = Siblings(row["id"] for row in rows)
    return [_application(row, others) for row in rows]


def steps_by_application(application_ids: Collection[int]) -> dict[int, list[Step]]:
    """Find the histories of several applications."""
    found: dict[int, list[Step]] = defaultdict(list)
    for row in StepModel.objects.of(*application_ids).rows():
        found[row["application_id"]].append(Step.of(row))
    return found


def _application(row: Mapping[str, Any], others: Siblings[int]) -> Application:
    return Application(
        id=row["id"],
        job=AppliedJob(
            id=row["job_id"],
            title=row["job__title"],
            company_name=row["job__company_name"],
            location=row["job__location"],
            status=row["job__status"],
        ),
        applicant=user_of(row["applicant_id"], row["applicant__username"]),
        status=row["status"],
        cover_letter=row["cover_letter"],
        resume_url=row["resume_url"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        others=others,
    )
