import strawberry
from strawberry import UNSET

from nexus.jobs.applications.graphql.choices import ApplicationStatus


@strawberry.input
class ApplicationFilter:
    """What a list of applications can be narrowed to."""

    job: strawberry.ID | None = UNSET
    status: ApplicationStatus | None = UNSET


@strawberry.input
class ApplicationInput:
    """What an applicant says."""

    job: strawberry.ID
    cover_letter: str | None = UNSET
    resume_url: str | None = UNSET


@strawberry.input
class ApplicationStepInput:
    """Where an employer takes an application, and why."""

    status: ApplicationStatus
    note: str | None = UNSET


@strawberry.input
class WithdrawalInput:
    """Why an applicant steps back, if they care to say."""

    note: str | None = UNSET
