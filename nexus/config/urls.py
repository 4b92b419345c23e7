"""Every path of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from nexus.config.pages.root import Root
from nexus.config.schema import schema
from nexus.kernel.api.graphql.door import graphql_door

Paths = list[URLPattern | URLResolver]

api: Paths = [
    path("", Root.as_view()),
    path("", include("nexus.kernel.authentication.rest.urls")),
    path("", include("nexus.kernel.accounts.rest.urls")),
    path("", include("nexus.kernel.taxonomy.rest.urls")),
    *(path("", include(domain.urls)) for domain in settings.DOMAINS),
]

graphql = graphql_door(schema)

urlpatterns: Paths = [
    path("", include("nexus.config.pages.urls")),
    path("api/v1/", include(api)),
    path("api/", include(api)),
    path("graphql", graphql),
    path("graphql/", graphql),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("nexus.kernel.uploads.rest.urls")),
]

handler400 = "nexus.kernel.api.failures.bad_request"
handler403 = "nexus.kernel.api.failures.forbidden"
handler404 = "nexus.kernel.api.failures.not_found"
handler500 = "nexus.kernel.api.failures.server_error"
