"""Who is told what of postings: the employer, that one has come to its closing date."""

from collections.abc import Iterator

from nexus.jobs.postings.events import JobExpired
from nexus.jobs.postings.models import Job
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

JOB_EXPIRED = Kind(
    "job_expired",
    "A job of yours reached its closing date",
    group="Hiring",
    example=("Your job has closed: Backend Engineer", "Reopen it to go on taking applications."),
)


@notifies(JobExpired, kind=JOB_EXPIRED)
def job_expired(heard: Heard[JobExpired]) -> Iterator[Notice]:
    """Tell the employer that a job is public no longer."""
    job = Job.objects.get(pk=heard.fact.job_id)
    title, text = f"Your job has closed: {job.title}", "Reopen it to go on taking applications."
    yield Notice(job.employer_id, title, text, link=f"/api/jobs/{job.pk}/", about={"job": str(job.pk)})
