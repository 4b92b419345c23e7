"""The marketplace's paths under /api/."""

from django.urls import include, path

urlpatterns = [
    path("", include("nexus.commerce.catalog.rest.urls")),
]
