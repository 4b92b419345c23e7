"""How hiring goes."""

from datetime import datetime

from django.urls import reverse

from nexus.config.pages.figures.figure import Figure
from nexus.jobs.applications.models import Application
from nexus.jobs.postings.models import Job


def figures(since: datetime) -> list[Figure]:
    """Count the open positions, and who applied."""
    new = Job.objects.filter(created_at__gte=since).count()
    return [
        Figure(
            "Jobs live",
            Job.objects.live().count(),
            f"{new} new this week",
            reverse("admin:postings_job_changelist"),
            "work",
        ),
        Figure(
            "Applications",
            Application.objects.filter(created_at__gte=since).count(),
            "this week",
            reverse("admin:applications_application_changelist"),
            "assignment_ind",
        ),
    ]
