from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from nexus.jobs.applications.models import ApplicationStatus
from nexus.jobs.postings.graphql.choices import JobStatus
from nexus.kernel.accounts.graphql.types import User, user_of

strawberry.enum(ApplicationStatus, description=ApplicationStatus.__doc__)


@strawberry.type
class AppliedJob:
    """The job that was applied to, also when it is public no longer."""

    id: strawberry.ID
    title: str
    company_name: str
    location: str
    status: JobStatus


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


def application_of(row: Mapping[str, Any]) -> Application:
    """Show a row of `Application.objects.rows()`."""
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
    )
