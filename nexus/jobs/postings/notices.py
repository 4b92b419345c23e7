"""Who is told what of postings: the employer, that one comes to its closing date."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from nexus.jobs.postings.events import JobClosingSoon, JobExpired
from nexus.jobs.postings.models import Job, JobStatus
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

JOB_EXPIRED = Kind(
    "job_expired",
    "A job of yours reached its closing date",
    group="Hiring",
    example=("Your job has closed: Backend Engineer", "Reopen it to go on taking applications."),
)

JOB_CLOSING = Kind(
    "job_closing",
    "A job of yours closes soon",
    group="Hiring",
    example=("Your job closes in 3 days: Backend Engineer", "Set a later date to go on taking applications."),
)


@notifies(JobClosingSoon, kind=JOB_CLOSING)
def job_closing(heard: Heard[JobClosingSoon]) -> Iterator[Notice]:
    """Tell the employer how long applications can still come in, unless that has changed by now."""
    job = Job.objects.filter(pk=heard.fact.job_id, status=JobStatus.PUBLISHED).first()
    if job is None or job.closes_at is None or job.closes_at != job.closing_told or job.has_expired():
        return
    title = f"Your job closes {_left(job.closes_at)}: {job.title}"
    text = f"On {job.closes_at:%d %B %Y at %H:%M} UTC. Set a later date to go on taking applications."
    yield _to_employer(job, title, text)


@notifies(JobExpired, kind=JOB_EXPIRED)
def job_expired(heard: Heard[JobExpired]) -> Iterator[Notice]:
    """Tell the employer that a job is public no longer."""
    job = Job.objects.get(pk=heard.fact.job_id)
    title, text = f"Your job has closed: {job.title}", "Reopen it to go on taking applications."
    yield _to_employer(job, title, text)


def _left(closes_at: datetime) -> str:
    days = (closes_at - timezone.now()).days
    if days < 1:
        return "within a day"
    return f"in {days} days" if days > 1 else "tomorrow"


def _to_employer(job: Job, title: str, text: str) -> Notice:
    return Notice(job.employer_id, title, text, link=f"/api/jobs/{job.pk}/", about={"job": str(job.pk)})
