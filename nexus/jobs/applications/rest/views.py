from rest_framework.request import Request
from rest_framework.response import Response

from nexus.jobs.applications.actions import apply_to_job, move_application, withdraw_application
from nexus.jobs.applications.exceptions import JobIsClosed
from nexus.jobs.applications.models import Application, ApplicationQuerySet, ApplicationStep
from nexus.jobs.applications.rest.serializers import ApplicationInput, StatusInput, WithdrawInput
from nexus.jobs.applications.rest.shapes import ApplicationCard, ApplicationQuery, ApplicationShape
from nexus.kernel.access import require
from nexus.kernel.api.answers import created, ok
from nexus.kernel.api.errors import Conflict, InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import operation
from nexus.kernel.api.paging import listing
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView


class ApplicationView(ApiView):
    """Something about applications."""

    def shown(self, application_id: int) -> ApplicationShape:
        """Give an application with its history, as this actor sees it."""
        row = Application.objects.visible_to(self.actor).rows().get(pk=application_id)
        return ApplicationShape.with_steps(row, ApplicationStep.objects.of(application_id).rows())

    def listed(self, request: Request, applications: ApplicationQuerySet) -> Response:
        """Answer a page of these applications."""
        query = read_query(request, ApplicationQuery)
        rows = applications.narrowed(**query.filters).rows()
        return listing(request, rows, query, ApplicationCard.of, query.order)


class ApplicationApply(ApplicationView):
    """Applying; the given path beside `applications/` for one and the same action."""

    @operation(
        "Apply to a job",
        who="job seeker",
        answer=ApplicationShape,
        status=201,
        body=ApplicationInput,
        errors=[NotFound, Conflict, JobIsClosed, Unprocessable],
        description="Apply to a live job, once; after withdrawing one may apply again. "
        "With an `Idempotency-Key`, a repeated request gets the first one's answer.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Apply to a job."""
        fields = self.read_body(ApplicationInput)
        application = apply_to_job(self.actor, fields.pop("job"), fields)
        return created(self.shown(application.pk), "Application sent")


class ApplicationList(ApplicationApply):
    """What one has applied to."""

    @operation(
        "List one's own applications",
        who="signed in",
        answer=ApplicationCard,
        many=True,
        query=ApplicationQuery,
    )
    def get(self, request: Request) -> Response:
        """List what one has applied to, in whatever role."""
        require(self.actor, "applications.list_own_applications")
        return self.listed(request, Application.objects.made_by(self.actor))


class SeekerApplications(ApplicationView):
    """What a job seeker has applied to."""

    @operation(
        "List a job seeker's applications",
        who="job seeker",
        answer=ApplicationCard,
        many=True,
        query=ApplicationQuery,
    )
    def get(self, request: Request) -> Response:
        """List what a job seeker has applied to."""
        require(self.actor, "applications.list_as_seeker")
        return self.listed(request, Application.objects.made_by(self.actor))


class EmployerApplications(ApplicationView):
    """Who has applied to an employer's jobs."""

    @operation(
        "List the applications to an employer's jobs",
        who="employer",
        answer=ApplicationCard,
        many=True,
        query=ApplicationQuery,
    )
    def get(self, request: Request) -> Response:
        """List who has applied to one's own jobs."""
        require(self.actor, "applications.list_as_employer")
        return self.listed(request, Application.objects.received_by(self.actor))


class ApplicationDetail(ApplicationView):
    """One application."""

    @operation(
        "Show an application",
        who="the applicant, the employer, admin",
        answer=ApplicationShape,
        errors=[NotFound],
    )
    def get(self, request: Request, application_id: int) -> Response:
        """Show an application with its history."""
        require(self.actor, "applications.look_for_application")
        return ok(self.shown(application_id))


class ApplicationWithdraw(ApplicationView):
    """Stepping back."""

    @operation(
        "Withdraw an application",
        who="the applicant, admin",
        answer=ApplicationShape,
        body=WithdrawInput,
        errors=[NotFound, InvalidTransition],
    )
    def post(self, request: Request, application_id: int) -> Response:
        """Step back from an open application."""
        fields = self.read_body(WithdrawInput)
        withdraw_application(self.actor, application_id, note=fields.get("note", ""))
        return ok(self.shown(application_id), "Application withdrawn")


class ApplicationStatusView(ApplicationView):
    """Taking an application through its states."""

    @operation(
        "Move an application",
        who="the employer, admin",
        answer=ApplicationShape,
        body=StatusInput,
        errors=[NotFound, InvalidTransition],
        description="Take an application one step on: submitted, in_review, shortlisted, interview, offered, "
        "hired; or to rejected from any open state.",
    )
    def put(self, request: Request, application_id: int) -> Response:
        """Take an application one step on, or reject it."""
        fields = self.read_body(StatusInput)
        move_application(self.actor, application_id, fields["status"], note=fields.get("note", ""))
        return ok(self.shown(application_id), "Application moved")

    patch = post = put
