"""How hiring goes."""

from datetime import datetime

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
            Job,
            "work",
        ),
        Figure(
            "Applications",
            Application.objects.filter(created_at__gte=since).count(),
            "this week",
            Application,
            "assignment_ind",
        ),
    ]
