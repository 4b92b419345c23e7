from rest_framework.request import Request
from rest_framework.response import Response

from nexus.jobs.postings.actions import (
    close_job,
    create_job,
    delete_job,
    publish_job,
    reopen_job,
    update_job,
)
from nexus.jobs.postings.models import PAGE_ON_BOARD, Job
from nexus.jobs.postings.rest.reading import jobs_on_board
from nexus.jobs.postings.rest.serializers import JobInput
from nexus.jobs.postings.rest.shapes import JobCard, JobQuery, JobShape, OwnJobsQuery
from nexus.kernel.access import require
from nexus.kernel.api.answers import PRIVATE, created, gone, ok
from nexus.kernel.api.errors import Conflict, InvalidTransition, NotFound, Unprocessable
from nexus.kernel.api.idempotency import idempotent
from nexus.kernel.api.operations import ANYONE, operation
from nexus.kernel.api.paging import listing, ranked
from nexus.kernel.api.query import read_query
from nexus.kernel.api.views import ApiView

PUBLIC = ["jobs", "taxonomy", "accounts"]
OWNER = "its employer, admin"


class JobView(ApiView):
    """Something about jobs."""

    def shown(self, job_id: int) -> JobShape:
        """Give a job as this actor sees it."""
        return JobShape.of(Job.objects.visible_to(self.actor).pages().get(pk=job_id))


class JobCreate(JobView):
    """Posting a job; the given path beside `jobs/` for one and the same action."""

    @operation(
        "Post a job",
        who="employer",
        answer=JobShape,
        status=201,
        body=JobInput,
        description="Post a job. It is public at once, unless the site reviews jobs first.",
    )
    @idempotent
    def post(self, request: Request) -> Response:
        """Post a job."""
        job = create_job(self.actor, self.read_body(JobInput))
        return created(self.shown(job.pk), "Job posted")


class JobList(JobCreate):
    """The job board."""

    @operation(
        "List the jobs",
        who=ANYONE,
        answer=JobCard,
        many=True,
        query=JobQuery,
        public=PUBLIC,
        description="List the live jobs: the best matches first when `search` is given, else the newest. "
        "`category` takes a slug or an id and includes all below it; `salary_min` compares by the year, as "
        "do `salary` and `-salary`, where jobs that don't say what they pay come last.",
    )
    def get(self, request: Request) -> Response:
        """List the live jobs."""
        query = read_query(request, JobQuery)
        found, order = jobs_on_board(request, query)
        if order is None:
            return ranked(request, found, query, JobCard.of)
        return listing(request, found, query, JobCard.of, order)


class OwnJobs(JobView):
    """What an employer has posted."""

    @operation("List one's own jobs", who="employer", answer=JobCard, many=True, query=OwnJobsQuery)
    def get(self, request: Request) -> Response:
        """List one's own jobs, in every state."""
        require(self.actor, "postings.list_own_jobs")
        query = read_query(request, OwnJobsQuery)
        jobs = Job.objects.owned_by(self.actor).narrowed(status=query.status)
        return listing(request, jobs.cards(), query, JobCard.of, query.order)


class JobDetail(JobView):
    """One job."""

    @operation(
        "Show a job",
        who=ANYONE,
        answer=JobShape,
        errors=[NotFound],
        public=PUBLIC,
        description="Show a live job; its employer sees it in every state.",
    )
    def get(self, request: Request, job_id: int) -> Response:
        """Show a job."""
        for live in PAGE_ON_BOARD.given(pk=job_id).read(size=1):
            return ok(JobShape.of(live))
        answer = ok(self.shown(job_id))
        answer["Cache-Control"] = PRIVATE
        return answer

    @operation("Change a job", who=OWNER, answer=JobShape, body=JobInput, errors=[NotFound])
    def put(self, request: Request, job_id: int) -> Response:
        """Change the fields that are given."""
        update_job(self.actor, job_id, self.read_body(JobInput, partial=True))
        return ok(self.shown(job_id), "Job updated")

    patch = put

    @operation(
        "Delete a job",
        who=OWNER,
        status=204,
        errors=[NotFound, Conflict],
        description="Delete a job that nobody has applied to; one with applications can be closed instead.",
    )
    def delete(self, request: Request, job_id: int) -> Response:
        """Delete a job that nobody has applied to."""
        delete_job(self.actor, job_id)
        return gone()


class JobClose(JobView):
    """Closing a job."""

    @operation("Close a job", who=OWNER, answer=JobShape, errors=[NotFound, InvalidTransition])
    def post(self, request: Request, job_id: int) -> Response:
        """Take a job off the board."""
        close_job(self.actor, job_id)
        return ok(self.shown(job_id), "Job closed")


class JobReopen(JobView):
    """Reopening a job."""

    @operation(
        "Reopen a job", who=OWNER, answer=JobShape, errors=[NotFound, InvalidTransition, Unprocessable]
    )
    def post(self, request: Request, job_id: int) -> Response:
        """Put a closed job on the board again."""
        reopen_job(self.actor, job_id)
        return ok(self.shown(job_id), "Job reopened")


class JobPublish(JobView):
    """Publishing a job that was reviewed."""

    @operation("Publish a job", who="admin", answer=JobShape, errors=[NotFound, InvalidTransition])
    def post(self, request: Request, job_id: int) -> Response:
        """Make a job public that waited for review."""
        publish_job(self.actor, job_id)
        return ok(self.shown(job_id), "Job published")
