"""Who is told what of applications: the employer of new ones, the applicant of how theirs goes on."""

from collections.abc import Iterator

from nexus.jobs.applications.events import ApplicationMoved, ApplicationSubmitted, ApplicationWithdrawn
from nexus.jobs.applications.models import Application, ApplicationStatus
from nexus.kernel.events.bus import Heard
from nexus.kernel.notifications.kinds import Kind, Notice, notifies

APPLICATION_NEW = Kind(
    "application_new",
    "Someone applied to a job of yours",
    group="Hiring",
    example=("New application: Backend Engineer", "From ada."),
)
APPLICATION_WITHDRAWN = Kind(
    "application_withdrawn",
    "An applicant stepped back",
    group="Hiring",
    example=("An application was withdrawn: Backend Engineer", "By ada."),
)
APPLICATION_MOVED = Kind(
    "application_moved",
    "An application of yours went on",
    group="Applications",
    example=("Your application: Interview", "Backend Engineer at NexusCorp."),
)


@notifies(ApplicationSubmitted, kind=APPLICATION_NEW)
def application_new(heard: Heard[ApplicationSubmitted]) -> Iterator[Notice]:
    """Tell the employer who applied; many to one job in a row are one notification."""
    found = _application(heard)
    title = f"New application: {found.job.title}"
    yield _to_employer(found, title, f"From {found.applicant.username}.", f"job:{found.job_id}")


@notifies(ApplicationWithdrawn, kind=APPLICATION_WITHDRAWN)
def application_withdrawn(heard: Heard[ApplicationWithdrawn]) -> Iterator[Notice]:
    """Tell the employer who stepped back."""
    found = _application(heard)
    title = f"An application was withdrawn: {found.job.title}"
    yield _to_employer(found, title, f"By {found.applicant.username}.", f"job:{found.job_id}")


@notifies(ApplicationMoved, kind=APPLICATION_MOVED)
def application_moved(heard: Heard[ApplicationMoved]) -> Iterator[Notice]:
    """Tell the applicant how far it has come."""
    found = _application(heard)
    yield Notice(
        found.applicant_id,
        f"Your application: {ApplicationStatus(heard.fact.after).label}",
        f"{found.job.title} at {found.job.company_name}.",
        link=f"/api/applications/{found.pk}/",
        about={"application": str(found.pk), "job": str(found.job_id)},
    )


def _application(
    heard: Heard[ApplicationSubmitted] | Heard[ApplicationMoved] | Heard[ApplicationWithdrawn],
) -> Application:
    return Application.objects.select_related("job", "applicant").get(pk=heard.fact.application_id)


def _to_employer(found: Application, title: str, text: str, quiet_key: str) -> Notice:
    link = f"/api/applications/{found.pk}/"
    about = {"application": str(found.pk), "job": str(found.job_id)}
    return Notice(found.job.employer_id, title, text, link=link, about=about, quiet_key=quiet_key)
