"""The job board's paths under /api/."""

from django.urls import include, path

urlpatterns = [
    path("", include("nexus.jobs.postings.rest.urls")),
    path("", include("nexus.jobs.applications.rest.urls")),
]
