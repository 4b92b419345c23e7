import strawberry
from strawberry import UNSET

from nexus.jobs.applications.actions import apply_to_job, move_application, withdraw_application
from nexus.jobs.applications.graphql.inputs import (
    ApplicationFilter,
    ApplicationInput,
    ApplicationStepInput,
    WithdrawalInput,
)
from nexus.jobs.applications.graphql.types import Application, applications_of
from nexus.jobs.applications.models import Application as ApplicationModel, ApplicationQuerySet
from nexus.jobs.applications.rest import serializers
from nexus.jobs.applications.rest.shapes import ApplicationQuery
from nexus.kernel.access import require
from nexus.kernel.api.graphql.connections import Listing
from nexus.kernel.api.graphql.context import Info
from nexus.kernel.api.graphql.fields import listed, mutation, shown_as
from nexus.kernel.api.graphql.inputs import AgeOrdering, number_of, read_input, read_narrowing

Filter = ApplicationFilter | None
Ordering = AgeOrdering | None


@strawberry.type
class Query:
    """What one may ask of applications."""

    @listed(Application)
    def applications(
        self, info: Info, filter: Filter = UNSET, ordering: Ordering = UNSET
    ) -> Listing[Application]:
        """List what one has applied to, in whatever role."""
        actor = info.context.actor
        require(actor, "applications.list_own_applications")
        return _listed(ApplicationModel.objects.made_by(actor), filter, ordering)

    @listed(Application)
    def received_applications(
        self, info: Info, filter: Filter = UNSET, ordering: Ordering = UNSET
    ) -> Listing[Application]:
        """List who has applied to one's own jobs."""
        actor = info.context.actor
        require(actor, "applications.list_as_employer")
        return _listed(ApplicationModel.objects.received_by(actor), filter, ordering)

    @shown_as(Application | None)
    def application(self, info: Info, id: strawberry.ID) -> Application:
        """Show an application to those who are a party to it."""
        require(info.context.actor, "applications.look_for_application")
        return _shown(info, number_of(id))


@strawberry.type
class Mutation:
    """What job seekers and employers may do with applications."""

    @mutation(Application)
    def apply_to_job(self, info: Info, input: ApplicationInput) -> Application:
        """Apply to a live job, once; after withdrawing one may apply again."""
        fields = read_input(serializers.ApplicationInput, input)
        return _shown(info, apply_to_job(info.context.actor, fields.pop("job"), fields).pk)

    @mutation(Application)
    def move_application(self, info: Info, id: strawberry.ID, input: ApplicationStepInput) -> Application:
        """Take an application one step on, or reject it."""
        said = read_input(serializers.StatusInput, input)
        moved = move_application(info.context.actor, number_of(id), said["status"], note=said.get("note", ""))
        return _shown(info, moved.pk)

    @mutation(Application)
    def withdraw_application(self, info: Info, id: strawberry.ID, input: WithdrawalInput) -> Application:
        """Step back from an open application."""
        said = read_input(serializers.WithdrawInput, input)
        withdrawn = withdraw_application(info.context.actor, number_of(id), note=said.get("note", ""))
        return _shown(info, withdrawn.pk)


def _listed(applications: ApplicationQuerySet, filters: Filter, ordering: Ordering) -> Listing[Application]:
    query = read_narrowing(ApplicationQuery, filters, ordering=ordering)
    return Listing(applications.narrowed(**query.filters).rows(), query.order, applications_of)


def _shown(info: Info, application_id: int) -> Application:
    visible = ApplicationModel.objects.visible_to(info.context.actor)
    return applications_of([visible.rows().get(pk=application_id)])[0]
