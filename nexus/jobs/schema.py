"""The job board's part of the GraphQL schema."""

import strawberry

from nexus.jobs.applications.graphql.schema import (
    Mutation as ApplicationsMutation,
    Query as ApplicationsQuery,
)
from nexus.jobs.applications.graphql.subscriptions import Subscription
from nexus.jobs.postings.graphql.schema import Mutation as PostingsMutation, Query as PostingsQuery

__all__ = ["Mutation", "Query", "Subscription"]


@strawberry.type
class Query(PostingsQuery, ApplicationsQuery):
    """What one may ask of the job board."""


@strawberry.type
class Mutation(PostingsMutation, ApplicationsMutation):
    """What one may do on the job board."""
