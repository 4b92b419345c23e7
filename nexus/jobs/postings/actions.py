from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from nexus.jobs.postings.events import (
    JobChanged,
    JobClosed,
    JobClosingSoon,
    JobDeleted,
    JobExpired,
    JobPublished,
    JobSubmitted,
)
from nexus.jobs.postings.models import Job, JobStatus
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition, Unprocessable, ValidationFailed
from nexus.kernel.api.generations import bump
from nexus.kernel.api.integrity import constraints_of, protected
from nexus.kernel.events.bus import Fact, publish
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.kit.asking import because
from nexus.kernel.search.vocabulary import learn
from nexus.kernel.taxonomy.models import Category

AREA = "jobs"
EXPIRED_AT_ONCE = 500


class JobFields(TypedDict, total=False):
    """What an employer says of a job."""

    title: str
    description: str
    company_name: str
    location: str
    employment_type: str
    workplace_type: str
    category: Category | None
    salary_min: Decimal | None
    salary_max: Decimal | None
    salary_currency: str
    salary_period: str
    skills: list[str]
    closes_at: datetime | None


@transaction.atomic
def create_job(actor: Actor, fields: JobFields) -> Job:
    """Post a job: public at once, unless the site reviews jobs first."""
    require(actor, "postings.add_job")
    job = Job(**fields)
    job.employer_id = actor.id  # type: ignore[assignment]  # only accounts hold the role
    _expect_to_come(fields.get("closes_at"))
    _open(job)
    _save(job)
    publish(_opened(job), actor=actor)
    return job


@transaction.atomic
def update_job(actor: Actor, job_id: int, fields: JobFields) -> Job:
    """Say a job's fields anew; what isn't given stays."""
    job = _to_change(actor, job_id)
    if fields.get("closes_at") != job.closes_at:
        _expect_to_come(fields.get("closes_at"))
    for name, value in fields.items():
        setattr(job, name, value)
    _save(job)
    publish(JobChanged(job.pk), actor=actor)
    return job


@transaction.atomic
def publish_job(actor: Actor, job_id: int) -> Job:
    """Make a job public that waited for review."""
    job = _found(actor, job_id)
    require(actor, "postings.publish_job", job)
    if job.status != JobStatus.PENDING_REVIEW:
        raise InvalidTransition("Only a job that waits for review can be published.")
    job.publish()
    _save(job)
    publish(JobPublished(job.pk), actor=actor)
    return job


@transaction.atomic
def close_job(actor: Actor, job_id: int) -> Job:
    """Take a job off the board; those who have applied stay in its pipeline."""
    job = _to_change(actor, job_id)
    if job.status == JobStatus.CLOSED:
        raise InvalidTransition("This job is closed already.")
    job.close()
    _save(job)
    publish(JobClosed(job.pk), actor=actor)
    return job


@transaction.atomic
def reopen_job(actor: Actor, job_id: int) -> Job:
    """Put a closed job on the board again."""
    job = _to_change(actor, job_id)
    if job.status != JobStatus.CLOSED:
        raise InvalidTransition("Only a closed job can be reopened.")
    if job.has_expired():
        raise Unprocessable("Its closing date has passed: set a later one first.")
    _open(job)
    _save(job)
    publish(_opened(job), actor=actor)
    return job


def expire_jobs() -> int:
    """Close the jobs whose closing date has passed; how many. Each few are a transaction of their own."""
    expired = 0
    while number := _expire_some():
        expired += number
    return expired


def tell_of_closing() -> int:
    """Tell of the jobs whose closing date is near, once for each date; how many."""
    told = 0
    while number := _tell_some():
        told += number
    return told


@transaction.atomic
def delete_job(actor: Actor, job_id: int) -> None:
    """Remove a job that nobody has applied to."""
    job = _to_change(actor, job_id)
    with protected("This job has applications: close it instead."):
        job.delete()
    bump("jobs")
    publish(JobDeleted(job_id, job.employer_id), actor=actor)


@transaction.atomic
def _expire_some() -> int:
    # One that its employer is just changing is left for the next time.
    held = Job.objects.run_out().order_by("pk").select_for_update(skip_locked=True)[:EXPIRED_AT_ONCE]
    job_ids = list(held.values_list("pk", flat=True))
    if job_ids:
        with because("Its closing date has passed."):
            Job.objects.filter(pk__in=job_ids).close()
        publish(*(JobExpired(job_id) for job_id in job_ids), actor=SYSTEM)
        bump("jobs")
    return len(job_ids)


@transaction.atomic
def _tell_some() -> int:
    near = Job.objects.closing_soon(settings.NEXUS_JOB_NOTICE_DAYS).order_by("pk")
    held = near.select_for_update(skip_locked=True)[:EXPIRED_AT_ONCE]
    job_ids = list(held.values_list("pk", flat=True))
    if job_ids:
        Job.objects.filter(pk__in=job_ids).update(closing_told=F("closes_at"))
        publish(*(JobClosingSoon(job_id) for job_id in job_ids), actor=SYSTEM)
    return len(job_ids)


def _to_change(actor: Actor, job_id: int) -> Job:
    job = _found(actor, job_id)
    require(actor, "postings.change_job", job)
    return job


def _found(actor: Actor, job_id: int) -> Job:
    require(actor, "postings.look_for_job_to_change")
    return Job.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=job_id)


def _open(job: Job) -> None:
    # What was public before has been reviewed.
    if settings.NEXUS_REVIEW and job.published_at is None:
        job.status, job.closed_at = JobStatus.PENDING_REVIEW, None
    else:
        job.publish()


def _opened(job: Job) -> Fact:
    return JobPublished(job.pk) if job.status == JobStatus.PUBLISHED else JobSubmitted(job.pk)


def _expect_to_come(closes_at: datetime | None) -> None:
    if closes_at is not None and closes_at <= timezone.now():
        raise ValidationFailed(details={"closes_at": ["The closing date must be in the future."]})


def _save(job: Job) -> None:
    job.updated_at = timezone.now()
    job.full_clean(exclude=["employer", "category"], validate_unique=False, validate_constraints=False)
    with constraints_of(Job):
        job.save()
    learn(AREA, job.searched_texts)
    bump("jobs")
