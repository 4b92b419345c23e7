"""What the job board announces of its postings."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from nexus.kernel.events.bus import Fact


@dataclass(frozen=True)
class JobSubmitted(Fact):
    """A job was posted and waits for review."""

    name: ClassVar[str] = "jobs.job.submitted"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobPublished(Fact):
    """A job became public, for the first time or again."""

    name: ClassVar[str] = "jobs.job.published"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobChanged(Fact):
    """A job says something else now."""

    name: ClassVar[str] = "jobs.job.changed"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobClosed(Fact):
    """A job takes no more applications and is public no longer."""

    name: ClassVar[str] = "jobs.job.closed"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobClosingSoon(Fact):
    """A job's closing date is near: told once for each date."""

    name: ClassVar[str] = "jobs.job.closing_soon"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobExpired(Fact):
    """A job's closing date has passed, and so it was closed."""

    name: ClassVar[str] = "jobs.job.expired"
    subject: ClassVar[str] = "job_id"
    job_id: int


@dataclass(frozen=True)
class JobDeleted(Fact):
    """A job that nobody had applied to was removed."""

    name: ClassVar[str] = "jobs.job.deleted"
    subject: ClassVar[str] = "job_id"
    job_id: int
    employer_id: UUID | None = None
