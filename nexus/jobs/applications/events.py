"""What the job board announces of its applications."""

from dataclasses import dataclass
from typing import ClassVar

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class ApplicationSubmitted(Fact):
    """Someone applied to a job."""

    name: ClassVar[str] = "jobs.application.submitted"
    subject: ClassVar[str] = "application_id"
    application_id: int
    job_id: int


@dataclass(frozen=True)
class ApplicationMoved(Fact):
    """The employer took an application to another state."""

    name: ClassVar[str] = "jobs.application.moved"
    subject: ClassVar[str] = "application_id"
    application_id: int
    job_id: int
    before: str
    after: str


@dataclass(frozen=True)
class ApplicationWithdrawn(Fact):
    """The applicant stepped back."""

    name: ClassVar[str] = "jobs.application.withdrawn"
    subject: ClassVar[str] = "application_id"
    application_id: int
    job_id: int
