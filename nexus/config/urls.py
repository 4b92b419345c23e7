"""Every path of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

from nexus.config.pages.root import Root
from nexus.config.schema import schema
from nexus.kernel.api.graphql.door import graphql_door
from nexus.kernel.api.routes import ShapeResolver

Paths = list[URLPattern | URLResolver]

api: Paths = [
    path("", Root.as_view()),
    path("", include("nexus.kernel.authentication.rest.urls")),
    path("", include("nexus.kernel.api_keys.rest.urls")),
    path("", include("nexus.kernel.oauth.rest.urls")),
    path("", include("nexus.kernel.identities.rest.urls")),
    path("", include("nexus.kernel.accounts.rest.urls")),
    path("", include("nexus.kernel.taxonomy.rest.urls")),
    path("", include("nexus.kernel.currencies.rest.urls")),
    path("", include("nexus.kernel.events.rest.urls")),
    path("", include("nexus.kernel.webhooks.rest.urls")),
    path("", include("nexus.kernel.audit.rest.urls")),
    path("", include("nexus.kernel.notifications.rest.urls")),
    path("", include("nexus.kernel.messaging.rest.urls")),
    *(path("", include(domain.urls)) for domain in settings.DOMAINS),
]

graphql = graphql_door(schema)

urlpatterns: Paths = [
    path("", include("nexus.config.pages.urls")),
    ShapeResolver(RoutePattern("api/v1/"), api),
    ShapeResolver(RoutePattern("api/"), api),
    path("graphql", graphql),
    path("graphql/", graphql),
    # By its name: its parts are heavy, and read when somebody first asks for one of these pages.
    URLResolver(RoutePattern("accounts/"), "nexus.config.pages.account_urls"),
    URLResolver(RoutePattern("oauth/"), "nexus.kernel.oauth.urls"),
    URLResolver(RoutePattern(".well-known/"), "nexus.kernel.oauth.wellknown"),
    path("admin/", admin.site.urls),
    path("", include("nexus.kernel.notifications.rest.pages")),
    path("", include("nexus.kernel.authentication.rest.pages")),
    path("", include("nexus.kernel.uploads.rest.urls")),
]

handler400 = "nexus.kernel.api.failures.bad_request"
handler403 = "nexus.kernel.api.failures.forbidden"
handler404 = "nexus.kernel.api.failures.not_found"
handler500 = "nexus.kernel.api.failures.server_error"
