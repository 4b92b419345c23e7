from typing import TypedDict

from django.db import transaction

from nexus.jobs.applications.events import ApplicationMoved, ApplicationSubmitted, ApplicationWithdrawn
from nexus.jobs.applications.exceptions import JobIsClosed
from nexus.jobs.applications.models import Application, ApplicationStatus, ApplicationStep
from nexus.jobs.postings.models import Job
from nexus.kernel.access import require
from nexus.kernel.api.errors import InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import Actor


class ApplicationFields(TypedDict, total=False):
    """What an applicant says."""

    cover_letter: str
    resume_url: str


@transaction.atomic
def apply_to_job(actor: Actor, job_id: int, fields: ApplicationFields) -> Application:
    """Apply to a live job, once: JobIsClosed when it has ended, Conflict when one has applied already."""
    require(actor, "applications.add_application")
    job = _to_apply_to(job_id)
    if job.employer_id == actor.id:
        raise Unprocessable("This job is your own.")
    application = Application(job=job, **fields)
    application.applicant_id = actor.id  # type: ignore[assignment]  # only accounts hold the role
    application.full_clean(exclude=["job", "applicant"], validate_unique=False, validate_constraints=False)
    with constraints_of(Application):
        application.save()
    _write_step(application, actor, before="", note="")
    publish(ApplicationSubmitted(application.pk, job.pk), actor=actor)
    return application


@transaction.atomic
def withdraw_application(actor: Actor, application_id: int, *, note: str = "") -> Application:
    """Step back from an application that is still open; one may apply again afterwards."""
    application = _to_move(actor, application_id)
    require(actor, "applications.withdraw_application", application)
    before = application.step_to(ApplicationStatus.WITHDRAWN)
    application.save(update_fields=["status", "updated_at"])
    _write_step(application, actor, before=before, note=note)
    publish(ApplicationWithdrawn(application.pk, application.job_id), actor=actor)
    return application


@transaction.atomic
def move_application(actor: Actor, application_id: int, status: str, *, note: str = "") -> Application:
    """Take an application one step on, or reject it."""
    application = _to_move(actor, application_id)
    require(actor, "applications.move_application", application)
    if status == ApplicationStatus.WITHDRAWN:
        raise InvalidTransition("Only the applicant can withdraw.")
    before = application.step_to(status)
    application.save(update_fields=["status", "updated_at"])
    _write_step(application, actor, before=before, note=note)
    publish(ApplicationMoved(application.pk, application.job_id, before=before, after=status), actor=actor)
    return application


def _to_apply_to(job_id: int) -> Job:
    # The lock makes a close and an application happen one after the other. Who is shut out hires nobody.
    job = (
        Job.objects.live()
        .filter(pk=job_id, employer__is_active=True)
        .select_for_update(of=("self",), no_key=True)
        .first()
    )
    if job:
        return job
    if Job.objects.filter(pk=job_id, published_at__isnull=False).exists():
        raise JobIsClosed
    raise NotFound


def _to_move(actor: Actor, application_id: int) -> Application:
    require(actor, "applications.look_for_application")
    visible = Application.objects.visible_to(actor).select_related("job")
    return visible.select_for_update(of=("self",)).get(pk=application_id)


def _write_step(application: Application, actor: Actor, *, before: str, note: str) -> None:
    ApplicationStep.objects.create(
        application=application, actor_id=actor.id, before=before, after=application.status, note=note
    )
