"""The GraphQL schema: the kernel's part and that of each domain that is switched on."""

from importlib import import_module

from django.conf import settings

from nexus.kernel.accounts.graphql.schema import Mutation as AccountsMutation, Query as AccountsQuery
from nexus.kernel.api.graphql.schema import NexusSchema
from nexus.kernel.api_keys.graphql.schema import Mutation as ApiKeysMutation, Query as ApiKeysQuery
from nexus.kernel.audit.graphql.schema import Query as AuditQuery
from nexus.kernel.authentication.graphql.accounts import Mutation as MailedLinksMutation
from nexus.kernel.authentication.graphql.schema import (
    Mutation as AuthenticationMutation,
    Query as AuthenticationQuery,
)
from nexus.kernel.currencies.graphql.schema import Query as CurrenciesQuery
from nexus.kernel.events.graphql.schema import Query as EventsQuery
from nexus.kernel.identities.graphql.schema import Mutation as IdentitiesMutation, Query as IdentitiesQuery
from nexus.kernel.imports.graphql.schema import Subscription as ImportsSubscription
from nexus.kernel.messaging.graphql.schema import Mutation as MessagingMutation, Query as MessagingQuery
from nexus.kernel.messaging.graphql.subscriptions import Subscription as MessagingSubscription
from nexus.kernel.notifications.graphql.schema import (
    Mutation as NotificationsMutation,
    Query as NotificationsQuery,
)
from nexus.kernel.notifications.graphql.subscriptions import Subscription as NotificationsSubscription
from nexus.kernel.oauth.graphql.schema import Mutation as OAuthMutation, Query as OAuthQuery
from nexus.kernel.taxonomy.graphql.schema import Mutation as TaxonomyMutation, Query as TaxonomyQuery
from nexus.kernel.webhooks.graphql.schema import Mutation as WebhooksMutation, Query as WebhooksQuery

_domains = [import_module(domain.schema) for domain in settings.DOMAINS]

schema = NexusSchema.of(
    queries=[
        AuditQuery,
        EventsQuery,
        AuthenticationQuery,
        AccountsQuery,
        ApiKeysQuery,
        OAuthQuery,
        IdentitiesQuery,
        TaxonomyQuery,
        CurrenciesQuery,
        NotificationsQuery,
        MessagingQuery,
        WebhooksQuery,
        *(domain.Query for domain in _domains),
    ],
    mutations=[
        AuthenticationMutation,
        AccountsMutation,
        MailedLinksMutation,
        IdentitiesMutation,
        ApiKeysMutation,
        OAuthMutation,
        TaxonomyMutation,
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
