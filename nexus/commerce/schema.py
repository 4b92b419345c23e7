"""The marketplace's part of the GraphQL schema."""

from nexus.commerce.catalog.graphql.schema import Mutation, Query

__all__ = ["Mutation", "Query"]
