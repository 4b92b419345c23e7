"""The GraphQL schema: the kernel's part and that of each domain that is switched on."""

from importlib import import_module

from django.conf import settings

from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.audit.graphql.schema import Query as AuditQuery
from nexus.kernel.authentication.graphql.schema import Mutation as AuthenticationMutation
from nexus.kernel.imports.graphql.schema import Subscription as ImportsSubscription
from nexus.kernel.messaging.graphql.schema import Mutation as MessagingMutation, Query as MessagingQuery
from nexus.kernel.messaging.graphql.subscriptions import Subscription as MessagingSubscription
from nexus.kernel.notifications.graphql.schema import (
    Mutation as NotificationsMutation,
    Query as NotificationsQuery,
)
from nexus.kernel.notifications.graphql.subscriptions import Subscription as NotificationsSubscription
from nexus.kernel.taxonomy.graphql.schema import Query as TaxonomyQuery
from nexus.kernel.webhooks.graphql.schema import Mutation as WebhooksMutation, Query as WebhooksQuery

_domains = [import_module(domain.schema) for domain in settings.DOMAINS]

schema = NexusSchema.of(
    queries=[
        AuditQuery,
        TaxonomyQuery,
        NotificationsQuery,
        MessagingQuery,
        WebhooksQuery,
        *(domain.Query for domain in _domains),
    ],
    mutations=[
        AuthenticationMutation,
        NotificationsMutation,
        MessagingMutation,
        WebhooksMutation,
        *(domain.Mutation for domain in _domains),
    ],
    subscriptions=[
        NotificationsSubscription,
        MessagingSubscription,
        ImportsSubscription,
        *(domain.Subscription for domain in _domains),
    ],
)
