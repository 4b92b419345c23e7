"""The back office's overview."""

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, Final

import msgspec
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from nexus.config.pages.figures import people
from nexus.config.pages.figures.figure import Figure
from nexus.config.pages.sidebar import may_view
from nexus.kernel.events.models import Event

WEEK: Final = timedelta(days=7)
DAYS_SHOWN: Final = 14
EVENTS_SHOWN: Final = 8


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the figures of this week and what happened last, of what one may see (unfold's callback)."""
    now = timezone.now()
    shown = context | {
        "title": "Overview",
        "figures": [figure for figure in _figures(now - WEEK) if may_view(request, figure.model)],
    }
    if may_view(request, Event):
        shown |= {
            "activity": _activity(now),
            "latest": Event.objects.order_by("-position")[:EVENTS_SHOWN],
        }
    return shown


def _figures(since: datetime) -> list[Figure]:
    sides = [import_module(f"{people.__package__}.{domain.name}") for domain in settings.DOMAINS]
    return [figure for side in (*sides, people) for figure in side.figures(since)]


def _activity(now: datetime) -> str:
    days = [(now - timedelta(days=ago)).date() for ago in reversed(range(DAYS_SHOWN))]
    counted = Event.objects.per_day(since=days[0])
    chart = {
        "labels": [f"{day:%d %b}" for day in days],
        "datasets": [
            {
                "label": "Events",
                "data": [counted.get(day, 0) for day in days],
                "backgroundColor": "var(--color-primary-500)",
            }
        ],
    }
    return msgspec.json.encode(chart).decode()
