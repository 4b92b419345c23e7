import strawberry
from strawberry import UNSET

from nexus.jobs.postings.actions import (
    close_job,
    create_job,
    delete_job,
    publish_job,
    reopen_job,
    update_job,
)
from nexus.jobs.postings.graphql.choices import JobStatus
from nexus.jobs.postings.graphql.inputs import JobChanges, JobFilter, JobInput, JobOrdering
from nexus.jobs.postings.graphql.types import Job, jobs_of
from nexus.jobs.postings.models import Job as JobModel
from nexus.jobs.postings.rest.reading import jobs_on_board
from nexus.jobs.postings.rest.serializers import JobInput as JobShape
from nexus.jobs.postings.rest.shapes import JobQuery, OwnJobsQuery
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import BY_RANK, Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input, read_narrowing


@strawberry.type
class Query:
    """What one may ask of the job board."""

    @listed(Job)
    def jobs(
        self, info: Info, filter: JobFilter | None = UNSET, ordering: JobOrdering | None = UNSET
    ) -> Listing[Job]:
        """List the live jobs."""
        query = read_narrowing(JobQuery, filter, ordering=ordering)
        found, order = jobs_on_board(info.context.request, query)
        return Listing(found, order or BY_RANK, jobs_of)

    @listed(Job)
    def own_jobs(
        self, info: Info, status: JobStatus | None = UNSET, ordering: JobOrdering | None = UNSET
    ) -> Listing[Job]:
        """List one's own jobs, in every state."""
        actor = info.context.actor
        require(actor, "postings.list_own_jobs")
        query = read_narrowing(OwnJobsQuery, None, status=status, ordering=ordering)
        jobs = JobModel.objects.owned_by(actor).narrowed(status=query.status)
        return Listing(jobs.cards(), query.order, jobs_of)

    @shown_as(Job | None)
    def job(self, info: Info, id: strawberry.ID) -> Job:
        """Show a live job; its employer sees it in every state."""
        return _shown(info, number_of(id))


@strawberry.type
class Mutation:
    """What one may do on the job board."""

    @mutation(Job)
    def create_job(self, info: Info, input: JobInput) -> Job:
        """Post a job: public at once, unless the site reviews jobs first."""
        job = create_job(info.context.actor, read_input(JobShape, input))
        return _shown(info, job.pk)

    @mutation(Job)
    def change_job(self, info: Info, id: strawberry.ID, input: JobChanges) -> Job:
        """Change the fields that are given of a job."""
        fields = read_input(JobShape, input, partial=True)
        return _shown(info, update_job(info.context.actor, number_of(id), fields).pk)

    @mutation(Job)
    def publish_job(self, info: Info, id: strawberry.ID) -> Job:
        """Make a job public that waited for review."""
        return _shown(info, publish_job(info.context.actor, number_of(id)).pk)

    @mutation(Job)
    def close_job(self, info: Info, id: strawberry.ID) -> Job:
        """Take a job off the board."""
        return _shown(info, close_job(info.context.actor, number_of(id)).pk)

    @mutation(Job)
    def reopen_job(self, info: Info, id: strawberry.ID) -> Job:
        """Put a closed job on the board again."""
        return _shown(info, reopen_job(info.context.actor, number_of(id)).pk)

    @mutation(strawberry.ID)
    def delete_job(self, info: Info, id: strawberry.ID) -> int:
        """Delete a job that nobody has applied to; gives its id."""
        job_id = number_of(id)
        delete_job(info.context.actor, job_id)
        return job_id


def _shown(info: Info, job_id: int) -> Job:
    return jobs_of([JobModel.objects.visible_to(info.context.actor).cards().get(pk=job_id)])[0]
