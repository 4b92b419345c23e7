import strawberry
from strawberry import UNSET

from nexus.jobs.postings.actions import AREA, create_job
from nexus.jobs.postings.graphql.inputs import JobFilter, JobInput, JobOrdering
from nexus.jobs.postings.graphql.types import Job, jobs_of
from nexus.jobs.postings.models import Job as JobModel
from nexus.jobs.postings.rest.serializers import JobInput as JobShape
from nexus.jobs.postings.rest.shapes import JobQuery
from nexus.kernel.api.graphql.connections import BY_RANK, Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import number_of, read_input, read_narrowing
from nexus.kernel.search.vocabulary import parse


@strawberry.type
class Query:
    """What one may ask of the job board."""

    @listed(Job)
    def jobs(self, filter: JobFilter | None = UNSET, ordering: JobOrdering | None = UNSET) -> Listing[Job]:
        """List the live jobs."""
        query = read_narrowing(JobQuery, filter, ordering=ordering)
        search = parse(AREA, query.search or "")
        found = JobModel.objects.live().narrowed(**query.filters)
        if search and query.ordering is None:
            return Listing(found.by_relevance(search).cards(), BY_RANK, jobs_of)
        return Listing(found.matching(search).cards(), query.order, jobs_of)

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


def _shown(info: Info, job_id: int) -> Job:
    return jobs_of([JobModel.objects.visible_to(info.context.actor).cards().get(pk=job_id)])[0]
