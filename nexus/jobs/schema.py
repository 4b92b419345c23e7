"""The job board's part of the GraphQL schema."""

import strawberry

from nexus.jobs.applications.graphql.schema import Mutation as ApplicationsMutation
from nexus.jobs.postings.graphql.schema import Mutation as PostingsMutation, Query

__all__ = ["Mutation", "Query"]


@strawberry.type
class Mutation(PostingsMutation, ApplicationsMutation):
    """What one may do on the job board."""
