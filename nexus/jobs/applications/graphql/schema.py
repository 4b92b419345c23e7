import strawberry
from strawberry import UNSET

from nexus.jobs.applications.actions import apply_to_job
from nexus.jobs.applications.graphql.types import Application, application_of
from nexus.jobs.applications.models import Application as ApplicationModel
from nexus.jobs.applications.rest.serializers import ApplicationInput as ApplicationShape
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import mutation
from nexus.kernel.api.graphql.inputs import read_input


@strawberry.input
class ApplicationInput:
    """What an applicant says."""

    job: strawberry.ID
    cover_letter: str | None = UNSET
    resume_url: str | None = UNSET


@strawberry.type
class Mutation:
    """What a job seeker may do."""

    @mutation(Application)
    def apply_to_job(self, info: Info, input: ApplicationInput) -> Application:
        """Apply to a live job, once; after withdrawing one may apply again."""
        fields = read_input(ApplicationShape, input)
        application = apply_to_job(info.context.actor, fields.pop("job"), fields)
        return application_of(ApplicationModel.objects.rows().get(pk=application.pk))
