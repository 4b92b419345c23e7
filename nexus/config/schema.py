"""The GraphQL schema: the kernel's part and that of each domain that is switched on."""

from importlib import import_module

from django.conf import settings

from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.authentication.graphql.schema import Mutation as AuthenticationMutation
from nexus.kernel.taxonomy.graphql.schema import Query as TaxonomyQuery

_domains = [import_module(domain.schema) for domain in settings.DOMAINS]

schema = NexusSchema.of(
    queries=[TaxonomyQuery, *(domain.Query for domain in _domains)],
    mutations=[AuthenticationMutation, *(domain.Mutation for domain in _domains)],
)
