"""Who is here."""

from datetime import datetime

from nexus.config.pages.figures.figure import Figure
from nexus.kernel.accounts.models import User


def figures(since: datetime) -> list[Figure]:
    """Count the accounts."""
    new = User.objects.filter(date_joined__gte=since).count()
    return [
        Figure(
            "Users",
            User.objects.filter(is_active=True).count(),
            f"{new} new this week",
            User,
            "group",
        )
    ]
