"""Applications can be talked about, by the applicant and the employer, as long as they aren't withdrawn."""

from collections.abc import Collection
from uuid import UUID

from nexus.jobs.applications.models import Application, ApplicationStatus
from nexus.kernel.api.errors import NotFound, Unprocessable
from nexus.kernel.kit.actor import Actor
from nexus.kernel.messaging.subjects import Parties, Subject, subject


def _parties(actor: Actor, application_id: int, _: UUID | None) -> Parties:
    # The parties' own: an administrator sees applications, and is none of them.
    own = Application.objects.made_by(actor) | Application.objects.received_by(actor)
    application = own.select_related("job").filter(pk=application_id).first()
    if application is None:
        raise NotFound
    if application.status == ApplicationStatus.WITHDRAWN:
        raise Unprocessable("This application was withdrawn: no conversation begins about it any more.")
    return Parties(
        application.applicant_id,
        application.job.employer_id,
        application.job.title,
        as_host=application.job.employer_id == actor.id,
    )


def _nobody_else(_: Actor | UUID) -> Collection[UUID]:
    return ()


subject(
    Subject("application", parties=_parties, hosts_of=_nobody_else, people_of=_nobody_else, is_numbered=True)
)
